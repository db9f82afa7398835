import { importOptional } from '../../util/optional-package.ts';

/** Loaded when it is first needed, because loading its native code takes time. */
export function loadLmdb() {
  return importOptional('A store on disk', 'lmdb', () => import('lmdb'));
}
