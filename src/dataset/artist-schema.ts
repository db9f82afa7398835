import * as v from 'valibot';
import type { Artist } from '../model.ts';

/** An artist as files and stores keep it. */
export const artistSchema = v.object({
  catalog: v.string(),
  id: v.string(),
  name: v.string(),
  disambiguation: v.exactOptional(v.string()),
  url: v.exactOptional(v.string()),
}) satisfies v.GenericSchema<unknown, Artist>;
