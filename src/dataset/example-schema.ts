import * as v from 'valibot';
import type { CoverSource, Example, LabeledExample } from '../model.ts';
import { isBelowRoot, isPublicUrl } from '../covers/cover-source.ts';
import { wordsSchema } from '../store/stored-tags.ts';
import { embeddingSchema } from '../tags/embedding.ts';
import { artistSchema } from './artist-schema.ts';

const confidence = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const weight = v.pipe(v.number(), v.finite(), v.minValue(0));
/** The most covers that an artist may have a tag on. A real artist has a few hundred. */
const mostCovers = 10_000;
const covers = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(mostCovers, `an artist has at most ${mostCovers} covers`),
);
const names = v.array(v.string());
const tags = v.array(v.object({ name: v.string(), confidence }));
const error = v.object({ code: v.string(), message: v.string() });
/** Not there at all: such a key would contradict another one. */
const absent = v.exactOptional(v.never());

const embedding = v.exactOptional(embeddingSchema);

/** Datasets get published: they must not tell what folders a machine has, nor hold a password. */
const url = v.pipe(v.string(), v.check(isPublicUrl, 'expected a public http or https address'));
const path = v.pipe(
  v.string(),
  v.check(isBelowRoot, 'expected a path relative to the root of the catalog, without "." and ".."'),
);
const urlSource = v.object({ url, path: absent });
const pathSource = v.object({ path, url: absent });
/** Chosen by its key: a union would only say that no member fits. */
const source = v.lazy((given): v.GenericSchema<unknown, CoverSource> => {
  if (typeof given === 'object' && given !== null && 'url' in given) return urlSource;
  return pathSource;
});

const cover = v.variant('status', [
  v.object({
    status: v.literal('tagged'),
    tags,
    corrections: v.exactOptional(v.object({ add: names, remove: names })),
    embedding,
    words: v.exactOptional(wordsSchema),
    source: v.exactOptional(source),
  }),
  v.object({ status: v.literal('failed'), error, source: v.exactOptional(source) }),
  v.object({ status: v.literal('repeated'), of: v.string(), source: v.exactOptional(source) }),
  v.object({ status: v.literal('missing'), source: absent }),
]);

const sound = v.variant('status', [
  v.object({ status: v.literal('tagged'), tags, embedding }),
  v.object({ status: v.literal('failed'), error }),
  v.object({ status: v.literal('missing') }),
]);

const album = v.object({
  id: v.string(),
  title: v.string(),
  year: v.exactOptional(v.pipe(v.number(), v.integer())),
  cover,
  sound: v.exactOptional(sound),
});

const profile = v.object({
  artist: artistSchema,
  alternatives: v.exactOptional(v.array(artistSchema)),
  tagger: v.string(),
  taggers: v.exactOptional(v.array(v.object({ id: v.string(), namespace: v.string() }))),
  sound: v.exactOptional(v.string()),
  albums: v.array(album),
  tags: v.array(v.object({ name: v.string(), weight, covers })),
});

const genre = v.pipe(
  v.string(),
  v.check((name) => name.trim() !== '', 'expected a genre, got an empty name'),
);

/** A line of version 1. */
export const exampleSchema1 = v.object({ genre, profile }) satisfies v.GenericSchema<unknown, Example>;

const oneGenre = v.object({ genre, genres: absent, target: absent, profile });
const severalGenres = v.object({
  genre: absent,
  genres: v.pipe(
    v.tupleWithRest([genre], genre),
    v.check((list) => new Set(list).size === list.length, 'a genre occurs twice'),
  ),
  target: absent,
  profile,
});
const oneNumber = v.object({
  genre: absent,
  genres: absent,
  target: v.pipe(v.number(), v.finite()),
  profile,
});

/** A line of version 2: an artist with one genre, several genres, or a number. */
export const exampleSchema = v.lazy((line): v.GenericSchema<unknown, LabeledExample> => {
  if (typeof line !== 'object' || line === null) return oneGenre;
  if ('genre' in line) return oneGenre;
  if ('genres' in line) return severalGenres;
  return 'target' in line ? oneNumber : oneGenre;
});
