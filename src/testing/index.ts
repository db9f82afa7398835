export { catalogChecks, type CatalogSubject } from './catalog.ts';
export type { Check } from './check.ts';
export { classifierChecks, type ClassifierSubject } from './classifier.ts';
export { taggerChecks, type TaggerSubject } from './tagger.ts';
