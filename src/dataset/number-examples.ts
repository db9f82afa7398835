import { SpotiTagsError } from '../errors.ts';
import type { ArtistProfile, LabeledExample, NumberExample, ProfileAlbum } from '../model.ts';
import { artistKey } from '../util/artist-key.ts';
import { type AnyIterable, checkIterable } from '../util/iterables.ts';
import { checkNames } from '../util/options.ts';
import type { Target } from './target.ts';

/** What `numberExamples` does with artists that have no number. */
export interface NumberExamplesOptions {
  /** Called once, after the last example, with the targets that no example has, if there are any. @default nothing */
  readonly onUnmatched?: (targets: readonly Target[]) => void;
}

/**
 * Gives examples a number instead of their genre. Artists without a number are left out, and an artist of several genres comes
 * once.
 *
 * @param targets - numbers of artists or of albums, by name or id, as {@link readTargets} reads them; or `'year'`: the mean
 * of the years of an artist's albums. With numbers of albums, each album is an example by itself.
 * @throws SpotiTagsError `invalid-input` if no artist has a number, or if two artists have the name of one target.
 */
export async function* numberExamples(
  examples: AnyIterable<LabeledExample>,
  targets: readonly Target[] | 'year',
  options: NumberExamplesOptions = {},
): AsyncGenerator<NumberExample, void> {
  checkNames(options, ['onUnmatched']);
  checkIterable(examples);
  const finder = targets === 'year' ? undefined : new TargetFinder(targets);
  const seen = new Set<string>();
  let artists = 0;
  let found = 0;
  for await (const { profile } of examples) {
    const key = artistKey(profile.artist);
    if (seen.has(key)) continue;
    seen.add(key);
    artists += 1;
    for (const example of finder?.examplesOf(profile) ?? withYear(profile)) {
      found += 1;
      yield example;
    }
  }
  if (found === 0) throw nothingFound(artists, targets);
  const unmatched = finder?.unmatched() ?? [];
  if (unmatched.length > 0) options.onUnmatched?.(unmatched);
}

/** A profile of each album by itself, for a regressor that learned numbers of albums. */
export function profilesOfAlbums(profile: ArtistProfile): readonly ArtistProfile[] {
  const byId = new Map(profile.albums.map((album) => [album.id, album]));
  return profile.albums.map((album) => ({ ...profile, albums: [withOwnCover(album, byId)], tags: [] }));
}

/** The same image as that of another album is an image of this album, too. */
function withOwnCover(album: ProfileAlbum, albums: ReadonlyMap<string, ProfileAlbum>): ProfileAlbum {
  const { cover } = album;
  const original = cover.status === 'repeated' ? albums.get(cover.of)?.cover : undefined;
  return original ? { ...album, cover: original } : album;
}

function withYear(profile: ArtistProfile): NumberExample[] {
  const years = profile.albums.flatMap(({ year }) => year ?? []);
  if (years.length === 0) return [];
  return [{ target: years.reduce((sum, year) => sum + year, 0) / years.length, profile }];
}

/** Finds the targets of artists, and remembers which of them were found. */
class TargetFinder {
  readonly #byName = new Map<string, Target[]>();
  readonly #owners = new Map<Target, string>();
  readonly #all: readonly Target[];

  constructor(targets: readonly Target[]) {
    this.#all = targets;
    for (const target of targets) {
      const name = folded(target.artist);
      const ofName = this.#byName.get(name);
      if (ofName) ofName.push(target);
      else this.#byName.set(name, [target]);
    }
  }

  examplesOf(profile: ArtistProfile): NumberExample[] {
    const { id, name } = profile.artist;
    const mine = this.#byName.get(folded(id)) ?? this.#byName.get(folded(name)) ?? [];
    const albums = profilesOfAlbums(profile);
    return mine.flatMap((target) => {
      const found =
        target.album === undefined ? [profile] : albums.filter((one) => isOf(one, target.album ?? ''));
      const [first] = found;
      if (!first) return [];
      this.#claim(target, profile);
      return [{ target: target.target, profile: first }];
    });
  }

  unmatched(): readonly Target[] {
    return this.#all.filter((target) => !this.#owners.has(target));
  }

  /** Two artists may have one name. */
  #claim(target: Target, { artist }: ArtistProfile): void {
    const owner = this.#owners.get(target);
    if (owner !== undefined) {
      throw new SpotiTagsError(
        'invalid-input',
        `The examples have two artists with the name ${JSON.stringify(target.artist)}, with the ids ${owner} and ${artist.id}. Name ` +
          'the one of the target by its id.',
      );
    }
    this.#owners.set(target, artist.id);
  }
}

function isOf({ albums: [album] }: ArtistProfile, name: string): boolean {
  return album !== undefined && (album.id === name || folded(album.title) === folded(name));
}

/** Equal for names that differ only in case, white space or composition. */
function folded(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toLowerCase();
}

function nothingFound(artists: number, targets: readonly Target[] | 'year'): SpotiTagsError {
  if (targets === 'year') {
    return new SpotiTagsError(
      'invalid-input',
      `No artist of ${artists} has an album with a year. Collect from a catalog that knows years, such as MusicBrainz.`,
    );
  }
  const [{ artist, album } = { artist: '' }] = targets;
  const first = `${album === undefined ? '' : `${JSON.stringify(album)} of `}${JSON.stringify(artist)}`;
  return new SpotiTagsError(
    'invalid-input',
    `No artist of ${artists} has a target, such as that of ${first}. Name artists and albums as the examples do, or by their ids.`,
  );
}
