import type {
  Artist,
  ArtistProfile,
  CoverOutcome,
  GenreExample,
  Prediction,
  ProfileAlbum,
  Tag,
} from '../model.ts';
import { SpotiTagsError } from '../errors.ts';
import { type GenreTags, aggregateGenres } from '../tags/aggregate.ts';
import { correctedTags } from '../tags/corrections.ts';
import { tagFilter } from '../tags/filter.ts';
import { genreKey, genresOf } from '../tags/genres.ts';
import { type TagLabel, tagLabels } from '../tags/tag-names.ts';
import { compareCodePoints } from '../util/order.ts';

type TaggedCover = Extract<CoverOutcome, { status: 'tagged' }>;

/** A cover that was tagged. */
export interface ReportCover {
  /** Its place among all covers of the report: its element has the id `c` and this number. */
  readonly at: number;
  readonly album: ProfileAlbum;
  readonly cover: TaggedCover;
  readonly artist: ReportArtist;
  /** Those that count, surest first. */
  readonly tags: readonly Tag[];
}

export interface ReportArtist {
  /** Its place among all artists of the report: its element has the id `a` and this number. */
  readonly at: number;
  readonly artist: Artist;
  readonly profile: ArtistProfile;
  /** The first of its genres on the page. */
  readonly genre: ReportGenre;
  readonly genres: readonly ReportGenre[];
  readonly covers: readonly ReportCover[];
  readonly prediction?: Prediction;
}

export interface ReportGenre {
  /** Its place among the genres of the report: its element has the id `g` and this number. */
  readonly at: number;
  readonly name: string;
  /** By name. */
  readonly artists: readonly ReportArtist[];
}

/** The artists of a report, in the order of the page. */
export interface ReportData {
  readonly genres: readonly ReportGenre[];
  readonly artists: readonly ReportArtist[];
  readonly covers: readonly ReportCover[];
  readonly tags: GenreTags;
  readonly label: TagLabel;
}

/**
 * Puts the artists in order and numbers them and their covers.
 *
 * @param predictions - one for each example, or none.
 * @throws SpotiTagsError `not-found` for no examples; `invalid-input` for several taggers.
 */
export function reportData(
  examples: readonly GenreExample[],
  predictions: readonly Prediction[],
): ReportData {
  if (examples.length === 0)
    throw new SpotiTagsError('not-found', 'There are no artists to report on. Pass one example or more.');
  const tags = aggregateGenres(examples);
  const byGenre = new Map<string, Place[]>();
  for (const [at, example] of examples.entries()) {
    const place = { example, prediction: predictions[at] };
    for (const key of new Set(genresOf(example).map(genreKey))) {
      const places = byGenre.get(key) ?? [];
      places.push(place);
      byGenre.set(key, places);
    }
  }
  const artists: ReportArtist[] = [];
  const covers: ReportCover[] = [];
  const numbered = new Map<Place, NumberedArtist>();
  const genres = tags.genres.map((name, at): ReportGenre => {
    const own: ReportArtist[] = [];
    const genre = { at, name, artists: own };
    for (const place of (byGenre.get(genreKey(name)) ?? []).sort(byName)) {
      const artist = numbered.get(place) ?? numberArtist(place, genre, { artists, covers });
      numbered.set(place, artist);
      artist.genres.push(genre);
      own.push(artist);
    }
    return genre;
  });
  const [first] = artists;
  const label = tagLabels(
    first?.profile.taggers,
    covers.flatMap((cover) => cover.tags.map(({ name }) => name)),
  );
  return { genres, artists, covers, tags, label };
}

const filter = tagFilter();

/** An artist to which genres are added. */
interface NumberedArtist extends ReportArtist {
  readonly genres: ReportGenre[];
}

function numberArtist(
  { example: { profile }, prediction }: Place,
  genre: ReportGenre,
  all: { readonly artists: ReportArtist[]; readonly covers: ReportCover[] },
): NumberedArtist {
  const own: ReportCover[] = [];
  const artist: NumberedArtist = {
    at: all.artists.length,
    artist: profile.artist,
    profile,
    genre,
    genres: [],
    covers: own,
    ...(prediction && { prediction }),
  };
  all.artists.push(artist);
  for (const album of profile.albums) {
    const { cover } = album;
    if (cover.status !== 'tagged') continue;
    const tags = [...filter.apply(correctedTags(cover))].sort(bySureness);
    own.push({ at: all.covers.length + own.length, album, cover, artist, tags });
  }
  all.covers.push(...own);
  return artist;
}

function bySureness(a: Tag, b: Tag): number {
  return b.confidence - a.confidence || compareCodePoints(a.name, b.name);
}

/** An example with what was predicted of it. */
interface Place {
  readonly example: GenreExample;
  readonly prediction: Prediction | undefined;
}

function byName({ example: { profile: a } }: Place, { example: { profile: b } }: Place): number {
  return compareCodePoints(a.artist.name, b.artist.name) || compareCodePoints(a.artist.id, b.artist.id);
}
