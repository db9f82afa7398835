import type * as v from 'valibot';
import { coverImageEntries } from '../../covers/options.ts';
import { optionsSchema } from '../../util/options.ts';

export const letteringOptions = optionsSchema(coverImageEntries);

/** Checked options with defaults. */
export type LetteringSettings = v.InferOutput<typeof letteringOptions>;
