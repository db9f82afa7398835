import type { TagStore } from '../store/store.ts';
import type { Provider } from '../util/provider.ts';
import type { Tagger } from './tagger.ts';

/** Describes a tagger. See {@link Provider}. */
export type TaggerProvider<Options = unknown> = Provider<'tagger', Tagger, Options, TaggerContext>;

/** What a tagger may use when it is opened. */
export interface TaggerContext {
  readonly signal?: AbortSignal;
  /** Where it may keep what takes long to compute. */
  readonly store?: TagStore;
  /** A folder for what can be downloaded again, such as models. */
  readonly cacheFolder?: string;
  /** Tells people how loading goes on: what is done, how much of it, and of how much. */
  readonly onProgress?: (what: string, done?: number, all?: number) => void;
}
