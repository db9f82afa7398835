import type { TagFilter } from '../tags/filter.ts';
import type { Provider } from '../util/provider.ts';
import type { Classifier } from './classifier.ts';

/** Describes a classifier that is a service. See {@link Provider}. */
export type ClassifierProvider<Options = unknown> = Provider<
  'classifier',
  Classifier,
  Options,
  ClassifierContext
>;

/** What a classifier is told when it is opened. */
interface ClassifierContext {
  readonly signal?: AbortSignal;
  /** The `id` of the tagger whose tags it will be asked about. */
  readonly tagger: string;
  /** Which tags of a cover count. @default the classifier's own */
  readonly filter?: TagFilter;
}
