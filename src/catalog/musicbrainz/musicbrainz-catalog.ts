import { SpotiTagsError } from '../../errors.ts';
import type { Album, Artist, CallOptions } from '../../model.ts';
import { checkOptions } from '../../util/options.ts';
import { compareCodePoints } from '../../util/order.ts';
import type { AlbumsOptions, Catalog, FoundArtist, ListOptions } from '../catalog.ts';
import { type NameMatch, didYouMean, matchName, namesakes, sameSpelling, sameTag, typed } from '../names.ts';
import { readQuery } from '../query.ts';
import { MusicBrainzApi } from './api.ts';
import { FrontCovers } from './front-covers.ts';
import { misspelled, phrase } from './lucene.ts';
import { musicBrainzOptions, type MusicBrainzCatalogOptions, type MusicBrainzSettings } from './options.ts';
import { isMbid, parseReference } from './reference.ts';
import { isStandIn } from './stand-ins.ts';
import { toAlbum, toArtist, type WireArtist, type WireReleaseGroup } from './wire.ts';

/** Number of search results that are checked for an artist's exact name. */
const mostHits = 500;

/** Number of covers that are requested at the same time if the caller does not say how many it wants. */
const readAhead = 5;

/**
 * MusicBrainz's artists and albums, with covers from the Cover Art Archive. It needs no key.
 *
 * All catalogs of a process together respect MusicBrainz's limit of one request per second, and identify
 * themselves as it requires. Core data is free (CC0). Tags are under CC BY-NC-SA 3.0. Covers belong to their
 * owners.
 */
export class MusicBrainzCatalog implements Catalog {
  readonly id = 'musicbrainz';
  /**
   * Of both hosts, which are asked at the same time: per artist about two requests to MusicBrainz, and one
   * per album.
   */
  readonly requestsPerSecond: number;
  readonly #settings: MusicBrainzSettings;
  readonly #api: MusicBrainzApi;

  /** @throws SpotiTagsError `invalid-input` for an invalid option or a missing `contact`. */
  constructor(options: MusicBrainzCatalogOptions) {
    this.#settings = checkOptions(musicBrainzOptions, options);
    this.requestsPerSecond = this.#settings.requestsPerSecond + this.#settings.coverArtRequestsPerSecond;
    this.#api = new MusicBrainzApi(this.#settings);
  }

  /**
   * Finds an artist by name, MBID or URL.
   *
   * For a name, it takes artists with that name, otherwise artists with that alias. Those with the same accents
   * come first, then those with others, each in MusicBrainz's order, which is mainly by number of releases. If
   * there is none, it takes an artist whose name differs only in punctuation, `&` or "The", otherwise the only
   * name that differs in a few letters (`isNear`). An exact name usually takes one request. An alias or another
   * spelling takes two or three, and up to eleven if hundreds of names contain the words.
   */
  async findArtist(query: string, options: CallOptions = {}): Promise<FoundArtist> {
    const text = readQuery(query, 'the name, MBID or URL of an artist');
    const reference = parseReference(text);
    if (reference && reference.kind !== 'artist')
      throw new SpotiTagsError('invalid-input', `"${text}" is not an artist: ${instead(reference.kind)}.`);
    if (!reference) return this.#artistByName(text, options);
    const hit = await this.#api.artist(reference.id, options);
    if (hit) return { artist: toArtist(hit), alternatives: [] };
    throw new SpotiTagsError('not-found', `MusicBrainz has no artist "${text}".`);
  }

  /**
   * The artist's release groups, by the date of their first release. Those without a date are last. The Cover
   * Art Archive says which of them have a front cover. The number of concurrent requests is `covers`. Covers
   * are 500 pixels wide, or larger if there is no such thumbnail. The URLs redirect to archive.org. A release
   * group whose files archive.org refuses is an album without a cover.
   */
  async *albums(
    artist: Artist,
    { covers: wanted, ...options }: AlbumsOptions = {},
  ): AsyncGenerator<Album, void, undefined> {
    const origin = `"${artist.name}" (${artist.catalog}:${artist.id})`;
    if (artist.catalog !== this.id || !isMbid(artist.id))
      throw new SpotiTagsError('invalid-input', `${origin} is not an artist of MusicBrainz.`);
    const found = await this.#api.releaseGroups(artist.id, this.#settings.primaryTypes, options);
    if (!found) throw new SpotiTagsError('not-found', `MusicBrainz no longer has the artist ${origin}.`);

    const groups = this.#wanted(found);
    const frontCovers = new FrontCovers((id, call) => this.#api.frontCover(id, call));
    for (let at = 0, covers = 0; at < groups.length;) {
      // As many concurrent requests as covers are missing. Each group has at most one cover, so no request is
      // wasted.
      const missing = wanted === undefined ? readAhead : Math.max(1, wanted - covers);
      const next = groups.slice(at, at + missing);
      const urls = await frontCovers.of(
        next.map(({ id }) => id),
        options,
      );
      for (const [place, group] of next.entries()) yield toAlbum(group, urls[place]);
      at += next.length;
      covers += urls.filter((url) => url !== undefined).length;
    }
    frontCovers.checkAnswered();
  }

  /**
   * The artists that carry a tag (`doom metal`, or `https://musicbrainz.org/tag/doom+metal`), each once.
   * Artists with most votes for the tag come first. Among equals, those come first for whom it is the largest
   * share of their tags. The list is read to the end, or up to `artistsPerTag`, before the first artist is
   * yielded. "Various Artists", "[unknown]", "[Disney]" and other stand-ins are left out.
   * @throws SpotiTagsError `not-found` if no artist carries the tag.
   */
  async *artistsOf(source: string, options: ListOptions = {}): AsyncGenerator<Artist, void, undefined> {
    const tag = tagOf(readQuery(source, 'a tag such as "doom metal"'));
    const found = new Map<string, { artist: Artist; votes: number; share: number }>();
    for await (const page of this.#api.search(`tag:${phrase(tag)}`, this.#settings.artistsPerTag, options)) {
      for (const hit of page) {
        // The search for "doom metal" also finds "epic doom metal".
        const votes = votesOf(hit, ({ name }) => sameTag(name, tag));
        if (votes === 0 || isStandIn(hit)) continue;
        found.set(hit.id, { artist: toArtist(hit), votes, share: votes / votesOf(hit) });
      }
    }
    if (found.size === 0)
      throw new SpotiTagsError('not-found', `MusicBrainz has no artists with the tag "${tag}".`);
    const ordered = [...found.values()].sort((a, b) => b.votes - a.votes || b.share - a.share);
    for (const { artist } of ordered) {
      options.signal?.throwIfAborted();
      yield artist;
    }
  }

  /** Closes the connections. Running calls and later calls fail. */
  close(): Promise<void> {
    return this.#api.close();
  }

  async #artistByName(name: string, options: CallOptions): Promise<FoundArtist> {
    const isNamed = (hit: WireArtist) => sameSpelling(hit.name, name);
    const isCalled = (hit: WireArtist) => aliasesOf(hit).some((alias) => sameSpelling(alias.name, name));

    const hits = await this.#search(`artist:${phrase(typed(name))}`, isNamed, options);
    const named = namesakes(name, hits);
    if (named.length > 0) return chosen(matchName(name, named), name);
    for (const hit of await this.#search(`alias:${phrase(typed(name))}`, isCalled, options)) hits.push(hit);
    const called = namesakes(name, hits.flatMap(aliasesOf)).map(({ hit }) => hit);
    const [first] = called;
    if (first) return chosen({ found: first, alternatives: called, isNear: false }, name);
    const match = matchName(name, hits);
    const guess = match.found && !match.isNear ? undefined : misspelled(name);
    if (guess === undefined) return chosen(match, name);
    for (const hit of await this.#search(`artist:${guess}`, () => true, options)) hits.push(hit);
    return chosen(matchName(name, hits), name);
  }

  /** The pages of a search, up to the one with a wanted artist. */
  async #search(
    query: string,
    isWanted: (hit: WireArtist) => boolean,
    options: CallOptions,
  ): Promise<WireArtist[]> {
    const hits: WireArtist[] = [];
    for await (const page of this.#api.search(query, mostHits, options)) {
      for (const hit of page) hits.push(hit);
      if (page.some(isWanted)) break;
    }
    return hits;
  }

  /** Each once, because pages shift if a release group is added meanwhile. Oldest first. */
  #wanted(found: readonly WireReleaseGroup[]): readonly WireReleaseGroup[] {
    const { primaryTypes, secondaryTypes } = this.#settings;
    const date = (group: WireReleaseGroup) => group['first-release-date'] || 'unknown';
    return [...new Map(found.map((group) => [group.id, group])).values()]
      .filter(
        (group) =>
          primaryTypes.some((one) => one === group['primary-type'].toLowerCase()) &&
          group['secondary-types'].every((type) => secondaryTypes.some((one) => one === type.toLowerCase())),
      )
      .sort((a, b) => compareCodePoints(date(a), date(b)) || compareCodePoints(a.title, b.title));
  }
}

/** @throws SpotiTagsError `not-found` if no artist matches. */
function chosen(match: NameMatch<WireArtist>, name: string): FoundArtist {
  if (!match.found) {
    const text = `MusicBrainz has no artist "${name}".${didYouMean(match.suggestions)}`;
    throw new SpotiTagsError('not-found', text);
  }
  const { found, alternatives, isNear } = match;
  // Several searches may have found the same artists, and an artist may have an alias twice.
  const others = new Map(alternatives.map((hit) => [hit.id, toArtist(hit)]));
  others.delete(found.id);
  return { artist: toArtist(found), alternatives: [...others.values()], ...(isNear && { isNear }) };
}

function aliasesOf(hit: WireArtist): readonly { readonly name: string; readonly hit: WireArtist }[] {
  return (hit.aliases ?? []).flatMap(({ name }) => (name ? [{ name, hit }] : []));
}

/** The votes for the given tags of an artist. Tags with negative votes do not count. */
function votesOf(
  { tags }: WireArtist,
  counts: (tag: { readonly name: string }) => boolean = () => true,
): number {
  return (tags ?? []).filter(counts).reduce((sum, { count }) => sum + Math.max(0, count), 0);
}

function tagOf(source: string): string {
  const reference = parseReference(source);
  if (!reference) return source;
  if (reference.kind === 'tag') return reference.id;
  throw new SpotiTagsError(
    'invalid-input',
    `"${source}" is not a tag of MusicBrainz. Pass one like "doom metal" or https://musicbrainz.org/tag/doom+metal.`,
  );
}

function instead(kind: string): string {
  return kind === 'tag'
    ? 'it is a tag. Use artistsOf() to list its artists'
    : `its kind is "${kind}". Pass the name, MBID or URL of an artist`;
}
