import type { Provider } from '../util/provider.ts';
import type { TagStore } from './store.ts';

/** Describes a store. See {@link Provider}. */
export type StoreProvider<Options = unknown> = Provider<'store', TagStore, Options, object>;
