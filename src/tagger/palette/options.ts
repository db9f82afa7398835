import type * as v from 'valibot';
import { coverReaderEntries } from '../../covers/options.ts';
import { optionsSchema } from '../../util/options.ts';

export const paletteOptions = optionsSchema(coverReaderEntries);

export type CheckedPaletteOptions = v.InferOutput<typeof paletteOptions>;
