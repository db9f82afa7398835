import type { TagStore } from '../store/store.ts';
import type { TagBackground } from '../tags/relevance.ts';
import type { Provider } from '../util/provider.ts';
import type { Tagger } from './tagger.ts';

/** Describes a tagger. See {@link Provider}. */
export interface TaggerProvider<Options = unknown> extends Provider<
  'tagger',
  Tagger,
  Options,
  TaggerContext
> {
  /** What the relevance of its tags is measured against, if there are no other profiles. @default nothing */
  readonly background?: () => Promise<TagBackground>;
}

/** What a tagger may use when it is opened. */
export interface TaggerContext {
  readonly signal?: AbortSignal;
  /** A store for results that take long to compute. */
  readonly store?: TagStore;
  /** A folder for files that can be downloaded again, such as models. */
  readonly cacheFolder?: string;
  /** Called with the progress of loading: the step, the part that is done, and the total. */
  readonly onProgress?: (what: string, done?: number, all?: number) => void;
}
