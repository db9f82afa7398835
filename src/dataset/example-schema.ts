import * as v from 'valibot';
import { artistSchema } from './artist-schema.ts';
import type { Example } from '../model.ts';

const confidence = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const weight = v.pipe(v.number(), v.finite(), v.minValue(0));

const names = v.array(v.string());

const cover = v.variant('status', [
  v.object({
    status: v.literal('tagged'),
    tags: v.array(v.object({ name: v.string(), confidence })),
    corrections: v.exactOptional(v.object({ add: names, remove: names })),
  }),
  v.object({ status: v.literal('failed'), error: v.object({ code: v.string(), message: v.string() }) }),
  v.object({ status: v.literal('repeated'), of: v.string() }),
  v.object({ status: v.literal('missing') }),
]);

const album = v.object({
  id: v.string(),
  title: v.string(),
  year: v.exactOptional(v.pipe(v.number(), v.integer())),
  cover,
});

const profile = v.object({
  artist: artistSchema,
  alternatives: v.exactOptional(v.array(artistSchema)),
  tagger: v.string(),
  albums: v.array(album),
  tags: v.array(
    v.object({ name: v.string(), weight, covers: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  ),
});

/** One line of a dataset. */
export const exampleSchema = v.object({
  genre: v.pipe(v.string(), v.nonEmpty('expected a genre, got an empty name')),
  profile,
}) satisfies v.GenericSchema<Example>;
