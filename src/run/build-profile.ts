import { allDone } from '../util/waits.ts';
import { coverKey } from '../covers/cover-key.ts';
import { coverSourceOf } from '../covers/cover-source.ts';
import { describeImages } from './images-artist.ts';
import type { RunContext } from './context.ts';
import type { CoverQueue } from './cover-queue.ts';
import { SpotiTagsError } from '../errors.ts';
import { readCorrections } from '../store/stored-corrections.ts';
import { storedResult } from '../store/stored-tags.ts';
import type { Album, Artist, ArtistProfile, Cover, CoverOutcome, ProfileAlbum, TagResult } from '../model.ts';
import type { FoundArtist } from '../catalog/catalog.ts';
import { imagesCatalog } from '../tags/images-catalog.ts';
import { sumTags } from '../tags/sum.ts';

/** The outcome of a cover that was added to the queue, and whether the store had its tags. */
type OwnOutcome = Extract<CoverOutcome, { status: 'tagged' | 'failed' }> & { readonly isStored?: boolean };

/** Called for each distinct cover that is done. */
export type OnCover = (outcome: CoverOutcome, isStored: boolean) => void;

/** Tags one cover. If its image cannot be read, the result is the error of that cover. */
export async function tagCover(queue: CoverQueue, cover: Cover, signal?: AbortSignal): Promise<TagResult> {
  const producer = queue.addProducer();
  try {
    const key = await keyOf(cover, signal);
    // Not awaited while the producer is registered: a batch that is not full waits for producers.
    const tagging = typeof key === 'string' ? queue.tag(key, cover, signal) : { error: key };
    producer.release();
    const result = await tagging;
    return result.error ? { error: result.error } : storedResult(result);
  } finally {
    producer.release();
  }
}

/**
 * Tags the albums' covers, and sums the tags. Listens to their tracks at the same time.
 * @param onCover - called once for each distinct cover that is done.
 * @throws SpotiTagsError `not-found` for an artist without covers and sound, `cover` if every cover failed and there is no sound.
 */
export async function buildProfile(
  { artist, alternatives }: FoundArtist,
  albums: readonly Album[],
  { queue, tagger, sound, filter, minCovers, store, coversPerArtist }: RunContext,
  onCover: OnCover,
  signal?: AbortSignal,
): Promise<ArtistProfile> {
  const listening = sound?.describeAlbums(albums, coversPerArtist, signal);
  // Awaited below, after the covers.
  listening?.catch(() => undefined);
  const outcomes = await allDone(await enterCovers(albums, { queue, store }, onCover, signal));
  const sounds = (await listening) ?? [];
  if (!sounds.some((one) => one?.status === 'tagged')) checkCovers(artist, outcomes);
  const profileAlbums = albums.map(({ id, title, year }, at): ProfileAlbum => ({
    id,
    title,
    ...(year !== undefined && { year }),
    cover: outcomes[at] ?? { status: 'missing' },
    ...(sounds[at] && { sound: sounds[at] }),
  }));
  return {
    artist,
    ...(alternatives.length > 0 && { alternatives }),
    tagger: tagger.id,
    ...(tagger.taggers && { taggers: tagger.taggers }),
    ...(sound && { sound: sound.id }),
    albums: profileAlbums,
    tags: sumTags(profileAlbums, { filter, minCovers }),
  };
}

/** Adds all distinct covers to the queue before waiting for any of them, so that they share batches. */
async function enterCovers(
  albums: readonly Album[],
  context: Pick<RunContext, 'queue' | 'store'>,
  onCover: OnCover,
  signal?: AbortSignal,
): Promise<Promise<CoverOutcome>[]> {
  const producer = context.queue.addProducer();
  try {
    const keys = await Promise.all(albums.map(async ({ cover }) => cover && keyOf(cover, signal)));
    const firstWith = new Map<string, string>();
    return albums.map(({ id, cover }, at): Promise<CoverOutcome> => {
      const key = keys[at];
      if (!cover || key === undefined) return Promise.resolve({ status: 'missing' });
      const found = coverSourceOf(cover);
      const source = found && { source: found };
      const first = typeof key === 'string' ? firstWith.get(key) : undefined;
      if (first !== undefined) return Promise.resolve({ status: 'repeated', of: first, ...source });
      if (typeof key === 'string') firstWith.set(key, id);
      const entered =
        typeof key === 'string' ? tagCorrected(context, key, cover, signal) : Promise.resolve(failed(key));
      return entered.then(({ isStored = false, ...outcome }) => {
        const complete = { ...outcome, ...source };
        onCover(complete, isStored);
        return complete;
      });
    });
  } finally {
    producer.release();
  }
}

async function keyOf(cover: Cover, signal?: AbortSignal): Promise<string | SpotiTagsError> {
  try {
    return await coverKey(cover, signal && { signal });
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'cover')) return error;
    throw error;
  }
}

async function tagCorrected(
  { queue, store }: Pick<RunContext, 'queue' | 'store'>,
  key: string,
  cover: Cover,
  signal?: AbortSignal,
): Promise<OwnOutcome> {
  const { tags, embedding, words, error, isStored = false } = await queue.tag(key, cover, signal);
  if (!tags) return failed(error);
  const corrections = await readCorrections(store, key);
  return {
    status: 'tagged',
    tags,
    ...(corrections && { corrections }),
    ...(embedding && { embedding }),
    ...(words && { words }),
    isStored,
  };
}

function failed({ code, message }: SpotiTagsError): OwnOutcome {
  return { status: 'failed', error: { code, message } };
}

function checkCovers({ catalog, name }: Artist, outcomes: readonly CoverOutcome[]): void {
  if (outcomes.some(({ status }) => status === 'tagged')) return;
  const failed = outcomes.filter((outcome) => outcome.status === 'failed');
  const [first] = failed;
  if (!first) {
    throw new SpotiTagsError(
      'not-found',
      `${name} has no album with a cover. Albums found: ${outcomes.length}.`,
    );
  }
  if (catalog === imagesCatalog)
    throw new SpotiTagsError('cover', describeImages(failed.length, first.error));
  throw new SpotiTagsError(
    'cover',
    failed.length === 1
      ? `The only cover of ${name} could not be tagged: ${first.error.message}`
      : `None of the ${failed.length} covers of ${name} could be tagged. The first error: ${first.error.message}`,
  );
}
