export { catalogChecks, type CatalogSubject } from './catalog.ts';
export type { Check, Support, Supports } from './check.ts';
export { classifierChecks, type ClassifierSubject } from './classifier.ts';
export { regressorChecks, type RegressorSubject } from './regressor.ts';
export { soundTaggerChecks, type SoundTaggerSubject } from './sound-tagger.ts';
export { storeChecks, type StoreSubject } from './store.ts';
export { taggerChecks, type TaggerSubject } from './tagger.ts';
