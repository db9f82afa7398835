import { SpotiTagsError } from '../../errors.ts';
import type { TaggingFailure } from '../../model.ts';
import { decodeMiddle } from './decode/decode.ts';
import { type Measures, measure } from './measures/measures.ts';
import { loadMeyda } from './meyda.ts';

/** What a thread is asked for. */
export interface MeasureTask {
  readonly path: string;
  readonly seconds: number;
}

/** What a thread answers. Errors lose their class on the way, so they are plain data. */
export type Measured =
  | { readonly measures: Measures; readonly failure?: never }
  | { readonly failure: TaggingFailure; readonly measures?: never };

export async function measureFile({ path, seconds }: MeasureTask): Promise<Measured> {
  try {
    const meyda = await loadMeyda();
    return { measures: measure(meyda, await decodeMiddle(path, seconds)) };
  } catch (error) {
    if (!SpotiTagsError.isInstance(error)) throw error;
    return { failure: { code: error.code, message: error.message } };
  }
}
