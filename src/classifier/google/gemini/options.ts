import * as v from 'valibot';
import type { TagFilter } from '../../../tags/filter.ts';
import { flag, isNumber, must, optionsSchema, textLike, wholeNumberFrom } from '../../../util/options.ts';
import type { VertexOptions } from '../client.ts';
import { countingEntries, genresEntry, vertexEntries } from '../options.ts';

export interface GeminiClassifierOptions extends VertexOptions {
  /** The genres to choose from. */
  readonly genres: readonly string[];
  /**
   * A model of Gemini's, by its id; see
   * https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions for when each is withdrawn, and
   * use the location `global` for one that a region lacks.
   * @default 'gemini-3.1-flash-lite'
   */
  readonly model?: string;
  /** Which tags of a cover count. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count. @default 1 */
  readonly minCovers?: number;
  /** How many of an artist's tags are told, heaviest first. @default 100 */
  readonly maxTags?: number;
  /** Whether the titles of albums are told: a model may know artists by them, covers or not. @default true */
  readonly titles?: boolean;
  /**
   * 0 to 2; 0 for answers that vary least. `null` does not send it: models from Gemini 3.5 Flash-Lite on ignore it, and
   * later ones may refuse it. @default 0
   */
  readonly temperature?: number | null;
}

const temperature = must(
  'lie in 0..2',
  (value): value is number | null => value === null || (isNumber(value) && value >= 0 && value <= 2),
);

export const geminiOptions = optionsSchema({
  ...vertexEntries,
  ...countingEntries,
  genres: genresEntry,
  model: v.exactOptional(
    textLike(/^[a-z0-9][\w.@-]*$/u, 'be the id of a Gemini model, such as "gemini-3.1-flash-lite"'),
    'gemini-3.1-flash-lite',
  ),
  maxTags: v.exactOptional(wholeNumberFrom(1), 100),
  titles: v.exactOptional(flag, true),
  temperature: v.exactOptional(temperature, 0),
});

/** The options, checked and complete. */
export type CheckedGeminiOptions = v.InferOutput<typeof geminiOptions>;
