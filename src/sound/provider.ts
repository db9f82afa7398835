import type { Provider } from '../util/provider.ts';
import type { SoundTagger } from './sound-tagger.ts';

/** Describes a sound tagger. See {@link Provider}. */
export type SoundProvider<Options = unknown> = Provider<'sound', SoundTagger, Options, SoundContext>;

/** What a sound tagger may use when it is opened. */
export interface SoundContext {
  readonly signal?: AbortSignal;
}
