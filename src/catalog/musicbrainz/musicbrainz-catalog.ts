import { SpotiTagsError } from '../../errors.ts';
import type { Album, Artist, CallOptions } from '../../model.ts';
import { checkOptions } from '../../util/options.ts';
import { compareCodePoints } from '../../util/order.ts';
import type { AlbumsOptions, Catalog, FoundArtist } from '../catalog.ts';
import { bestNamed, sameName, sameTag } from '../names.ts';
import { MusicBrainzApi } from './api.ts';
import { maySpell, misspelled, phrase } from './lucene.ts';
import { musicBrainzOptions, type MusicBrainzCatalogOptions, type MusicBrainzSettings } from './options.ts';
import { isMbid, parseReference } from './reference.ts';
import { toAlbum, toArtist, type WireArtist, type WireReleaseGroup } from './wire.ts';

/** Hits of a search that are looked through for an artist's exact name. */
const mostHits = 500;

/** Covers that are asked for at once if the caller does not say how many it wants. */
const readAhead = 5;

/**
 * What MusicBrainz files albums under that are of many artists, or of none that is known.
 * https://musicbrainz.org/doc/Style/Unknown_and_untitled/Special_purpose_artist
 */
const placeholders: ReadonlySet<string> = new Set([
  '89ad4ac3-39f7-470e-963a-56509c546377', // Various Artists
  'f731ccc4-e22a-43af-a747-64213329e088', // [anonymous]
  '33cf029c-63b0-41a0-9855-be2a3665fb3b', // [data]
  '314e1c25-dde7-4e4d-b2f4-0a7b9f7c56dc', // [dialogue]
  'eec63d3c-3b81-4ad4-b1e4-7c147d4d2b61', // [no artist]
  '9be7f096-97ec-4615-8957-8d40b5dcbc41', // [traditional]
  '125ec42a-7229-4250-afc5-e057484327fe', // [unknown]
]);

/**
 * MusicBrainz's artists and albums, with covers from the Cover Art Archive. It needs no key.
 *
 * All catalogs of a process together keep to the one request per second that MusicBrainz allows, and name
 * themselves as it demands. Core data is free (CC0), tags are under CC BY-NC-SA 3.0, covers are their owners'.
 */
export class MusicBrainzCatalog implements Catalog {
  readonly id = 'musicbrainz';
  /** Of both hosts, which are asked side by side: an artist takes two or so of MusicBrainz's and one per album. */
  readonly requestsPerSecond: number;
  readonly #settings: MusicBrainzSettings;
  readonly #api: MusicBrainzApi;

  /** @throws SpotiTagsError `invalid-input` where `contact` is missing or an option is not what was expected. */
  constructor(options: MusicBrainzCatalogOptions) {
    this.#settings = checkOptions(musicBrainzOptions, options);
    this.requestsPerSecond = this.#settings.requestsPerSecond + this.#settings.coverArtRequestsPerSecond;
    this.#api = new MusicBrainzApi(this.#settings);
  }

  /**
   * Finds an artist by name, MBID or URL.
   *
   * For a name, artists of exactly that name are taken (case, diacritics and white space aside), else those that have
   * it as an alias: the one that MusicBrainz lists first, by the number of releases above all, and the others as
   * `alternatives`. Else it is the first whose name differs in punctuation, `&` or a leading "The" alone, else the
   * first of whose words a few letters differ: look at `artist.name`. An exact name takes one request as a rule; an alias
   * or another spelling two or three, and up to eleven where hundreds of names contain the words.
   */
  async findArtist(query: string, options: CallOptions = {}): Promise<FoundArtist> {
    const text = query.trim();
    if (text === '')
      throw new SpotiTagsError('invalid-input', 'An artist name, MBID or URL is needed, got no text.');
    const reference = parseReference(text);
    if (reference && reference.kind !== 'artist')
      throw new SpotiTagsError('invalid-input', `"${text}" is not an artist: ${instead(reference.kind)}.`);
    if (!reference) return this.#artistByName(text, options);
    const hit = await this.#api.artist(reference.id, options);
    if (hit) return chosen(hit, []);
    throw new SpotiTagsError('not-found', `MusicBrainz has no artist "${text}".`);
  }

  /**
   * The release groups of the artist's own, by the date of their first release, those without a date last. Which of
   * them have a front cover is asked of the Cover Art Archive, for as many at once as `covers` says.
   * Covers are 500 pixels wide; the URLs redirect to archive.org.
   */
  async *albums(
    artist: Artist,
    { covers: wanted, ...options }: AlbumsOptions = {},
  ): AsyncGenerator<Album, void, undefined> {
    const origin = `"${artist.name}" (${artist.catalog}:${artist.id})`;
    if (artist.catalog !== this.id || !isMbid(artist.id))
      throw new SpotiTagsError('invalid-input', `${origin} is not an artist of MusicBrainz's.`);
    const found = await this.#api.releaseGroups(artist.id, this.#settings.primaryTypes, options);
    if (!found) throw new SpotiTagsError('not-found', `MusicBrainz has no artist ${origin} any more.`);

    const groups = this.#wanted(found);
    for (let at = 0, covers = 0; at < groups.length;) {
      // As many at once as covers are missing: each group has one at most, so that no request is in vain.
      const missing = wanted === undefined ? readAhead : Math.max(1, wanted - covers);
      const next = groups.slice(at, at + missing);
      const urls = await this.#api.frontCovers(
        next.map(({ id }) => id),
        options,
      );
      for (const [place, group] of next.entries()) yield toAlbum(group, urls[place]);
      at += next.length;
      covers += urls.filter((url) => url !== undefined).length;
    }
  }

  /**
   * The artists that carry a tag (`doom metal`, or `https://musicbrainz.org/tag/doom+metal.`), each once: those first to
   * whom most people gave it, of equals those of whose tags it is the greatest part. Read to the end, or up to
   * `artistsPerTag`, before the first is yielded. "Various Artists", "[unknown]" and their like are left out.
   * @throws SpotiTagsError `not-found` where nobody carries it.
   */
  async *artistsOf(source: string, options: CallOptions = {}): AsyncGenerator<Artist, void, undefined> {
    const tag = tagOf(source.trim());
    const found = new Map<string, { artist: Artist; votes: number; share: number }>();
    for await (const page of this.#api.search(`tag:${phrase(tag)}`, this.#settings.artistsPerTag, options)) {
      for (const hit of page) {
        // The search also finds "epic doom metal".
        const votes = votesOf(hit, ({ name }) => sameTag(name, tag));
        if (votes === 0 || placeholders.has(hit.id)) continue;
        found.set(hit.id, { artist: toArtist(hit), votes, share: votes / votesOf(hit) });
      }
    }
    if (found.size === 0)
      throw new SpotiTagsError('not-found', `MusicBrainz has no artists that are tagged "${tag}".`);
    const ordered = [...found.values()].sort((a, b) => b.votes - a.votes || b.share - a.share);
    for (const { artist } of ordered) {
      options.signal?.throwIfAborted();
      yield artist;
    }
  }

  /** Lets go of the connections. What is under way fails, and so do later calls. */
  close(): Promise<void> {
    return this.#api.close();
  }

  async #artistByName(name: string, options: CallOptions): Promise<FoundArtist> {
    const isNamed = (hit: WireArtist) => sameName(hit.name, name);
    const isCalled = ({ aliases }: WireArtist) =>
      aliases?.some((alias) => alias.name && sameName(alias.name, name)) ?? false;

    const hits = await this.#search(`artist:${phrase(name)}`, isNamed, options);
    const [named, ...namesakes] = hits.filter(isNamed);
    if (named) return chosen(named, namesakes);
    hits.push(...(await this.#search(`alias:${phrase(name)}`, isCalled, options)));
    const [called, ...others] = hits.filter(isCalled);
    if (called) return chosen(called, others);
    const guess = bestNamed(name, hits) ? undefined : misspelled(name);
    if (guess !== undefined) hits.push(...(await this.#search(`artist:${guess}`, () => true, options)));
    const best = bestNamed(name, hits) ?? hits.find((hit) => maySpell(hit.name, name));
    if (best)
      return chosen(
        best,
        hits.filter((hit) => sameName(hit.name, best.name)),
      );
    const near = hits[0] ? `; near it is "${hits[0].name}" (${hits[0].id})` : '';
    throw new SpotiTagsError('not-found', `MusicBrainz has no artist "${name}"${near}.`);
  }

  /** The pages of a search up to one with an artist that is wanted. */
  async #search(
    query: string,
    isWanted: (hit: WireArtist) => boolean,
    options: CallOptions,
  ): Promise<WireArtist[]> {
    const hits: WireArtist[] = [];
    for await (const page of this.#api.search(query, mostHits, options)) {
      hits.push(...page);
      if (page.some(isWanted)) break;
    }
    return hits;
  }

  /** Each once, since pages shift when a release group appears meanwhile; oldest first. */
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

/** Several searches may have found the same ones. */
function chosen(best: WireArtist, namesakes: readonly WireArtist[]): FoundArtist {
  const others = new Map(namesakes.map((hit) => [hit.id, toArtist(hit)]));
  others.delete(best.id);
  return { artist: toArtist(best), alternatives: [...others.values()] };
}

/** The votes for those of an artist's tags; tags that were voted down do not count. */
function votesOf(
  { tags }: WireArtist,
  counts: (tag: { readonly name: string }) => boolean = () => true,
): number {
  return (tags ?? []).filter(counts).reduce((sum, { count }) => sum + Math.max(0, count), 0);
}

function tagOf(source: string): string {
  const reference = parseReference(source);
  if (!reference && source !== '') return source;
  if (reference?.kind === 'tag') return reference.id;
  throw new SpotiTagsError(
    'invalid-input',
    `"${source}" is not a tag of MusicBrainz; expected one like "doom metal", or https://musicbrainz.org/tag/doom+metal.`,
  );
}

function instead(kind: string): string {
  return kind === 'tag'
    ? 'the artists of a tag are listed by artistsOf()'
    : `it points to something of the kind "${kind}"; pass a name, MBID or URL of an artist`;
}
