import { importOptional } from '../../util/optional-package.ts';
import type { MeydaApi } from './measures/spectra.ts';

/** Its types say that the default export is one level deeper than Node has it. */
export async function loadMeyda(): Promise<MeydaApi> {
  const { default: exported } = await importOptional('The sound meter', 'meyda', () => import('meyda'));
  const outer: object = exported;
  return 'default' in outer ? exported.default : (outer as MeydaApi);
}
