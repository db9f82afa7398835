import type * as v from 'valibot';
import { coverImageEntries } from '../../covers/options.ts';
import { optionsSchema } from '../../util/options.ts';

export const paletteOptions = optionsSchema(coverImageEntries);

export type CheckedPaletteOptions = v.InferOutput<typeof paletteOptions>;
