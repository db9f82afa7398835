import { randomUUID } from 'node:crypto';
import {
  ClarifaiTagger,
  type DiskStore,
  type GenreResult,
  SpotifyCatalog,
  SpotiTags,
  type Tagger,
  writeDataset,
} from 'spotitags';
import { journalCatalog } from '../../src/collection/journal.ts';
import type { Account } from './server.ts';
import type { FaultArtist } from './world.ts';

export const concurrency = 4;
export const batchSize = 8;

/** A fresh account: nothing is remembered of its bans and its pace. */
export function makeAccount(): Account {
  return { clientId: randomUUID(), clientSecret: `secret-${randomUUID()}`, pat: `pat-${randomUUID()}` };
}

/** The genres of a collection: every third artist's is another. */
export function genresOf(artists: readonly FaultArtist[]): Map<string, string[]> {
  const genres = new Map<string, string[]>();
  for (const [at, { name }] of artists.entries()) {
    const genre = `genre ${at % 3}`;
    genres.set(genre, [...(genres.get(genre) ?? []), name]);
  }
  return genres;
}

/** Clarifai in small batches, so that many are under way. */
function smallBatches(tagger: Tagger): Tagger {
  return {
    id: tagger.id,
    maxBatchSize: batchSize,
    tag: (covers, options) => tagger.tag(covers, options),
    close: () => tagger.close?.() ?? Promise.resolve(),
  };
}

export interface Collected {
  readonly tagger: string;
  readonly results: readonly GenreResult[];
}

/** One run of a collection over real sockets, in small batches; `origin` is a fault server's. */
export async function collect(
  origin: string,
  { pat, ...credentials }: Account,
  artists: readonly FaultArtist[],
  store: DiskStore,
  out: string,
): Promise<Collected> {
  const urls = { apiUrl: `${origin}/v1`, accountsUrl: origin };
  const catalog = new SpotifyCatalog({ ...credentials, ...urls, requestsPerSecond: 1000 });
  const tagger = smallBatches(new ClarifaiTagger({ pat, apiUrl: origin }));
  await using spotiTags = new SpotiTags({
    catalog: journalCatalog(catalog, store, 'run:'),
    tagger,
    store,
    coversPerArtist: 12,
    concurrency,
  });
  const results: GenreResult[] = [];
  async function* examples() {
    for await (const result of spotiTags.tagGenres(genresOf(artists))) {
      results.push(result);
      if (result.status === 'tagged') yield { genre: result.genre, profile: result.profile };
    }
  }
  await writeDataset(out, tagger.id, examples());
  return { tagger: tagger.id, results };
}
