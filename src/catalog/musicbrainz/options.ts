import { SpotiTagsError, wholeNumber } from '../../errors.ts';
import { baseUrl } from '../../http/options.ts';
import type { HttpOptions } from '../../http/transport.ts';

const primaryTypes = ['album', 'single', 'ep', 'broadcast', 'other'] as const;

const secondaryTypes = [
  'audio drama',
  'audiobook',
  'compilation',
  'demo',
  'dj-mix',
  'field recording',
  'interview',
  'live',
  'mixtape/street',
  'remix',
  'soundtrack',
  'spokenword',
] as const;

/** https://musicbrainz.org/doc/Release_Group/Type */
export type MusicBrainzPrimaryType = (typeof primaryTypes)[number];

/** https://musicbrainz.org/doc/Release_Group/Type */
export type MusicBrainzSecondaryType = (typeof secondaryTypes)[number];

export interface MusicBrainzCatalogOptions extends HttpOptions {
  /**
   * An e-mail address or a web page at which whoever runs MusicBrainz can reach you, should your program misbehave. It
   * is sent with every request to MusicBrainz and the Cover Art Archive, whose files archive.org stores, and to nobody
   * else.
   */
  readonly contact: string;
  /** @default 'https://musicbrainz.org/ws/2' */
  readonly apiUrl?: string;
  /** @default 'https://coverartarchive.org' */
  readonly coverArtUrl?: string;
  /** What release groups may be. @default ['album'] */
  readonly primaryTypes?: readonly MusicBrainzPrimaryType[];
  /** What they may be besides; one that is anything else as well is left out. @default [] */
  readonly secondaryTypes?: readonly MusicBrainzSecondaryType[];
  /**
   * How many artists of a tag are read before they are put in order; the hundred that a request brings take a second.
   * MusicBrainz gives those with many releases first. @default 10_000
   */
  readonly artistsPerTag?: number;
  /**
   * Requests per second to `apiUrl`, evenly spaced, of all catalogs of this process. At musicbrainz.org no more than
   * 1, which is its rule for everyone behind one IP address; a mirror of your own may bear more. @default 1
   */
  readonly apiPerSecond?: number;
  /**
   * Requests per second to `coverArtUrl`, evenly spaced, of all catalogs of this process. The Cover Art Archive has
   * no published limit of its own; at 5, the covers of an artist take as long as MusicBrainz's answers. @default 5
   */
  readonly coverArtPerSecond?: number;
}

/** The options, checked and complete. */
export interface Settings {
  readonly contact: string;
  readonly apiUrl: string;
  readonly coverArtUrl: string;
  readonly primaryTypes: readonly string[];
  readonly secondaryTypes: readonly string[];
  readonly artistsPerTag: number;
  readonly apiPerSecond: number;
  readonly coverArtPerSecond: number;
}

/** @throws SpotiTagsError `invalid-input` where an option is not what was expected. */
export function readOptions(options: MusicBrainzCatalogOptions): Settings {
  const apiUrl = baseUrl('apiUrl', options.apiUrl ?? 'https://musicbrainz.org/ws/2');
  const apiPerSecond = rate('apiPerSecond', options.apiPerSecond ?? 1);
  if (isOfficial(apiUrl) && apiPerSecond > 1)
    throw new SpotiTagsError(
      'invalid-input',
      `apiPerSecond must be at most 1 at musicbrainz.org, which blocks whoever asks more often; got ${apiPerSecond}`,
    );
  return {
    contact: checkContact(options.contact),
    apiUrl,
    apiPerSecond,
    coverArtUrl: baseUrl('coverArtUrl', options.coverArtUrl ?? 'https://coverartarchive.org'),
    coverArtPerSecond: rate('coverArtPerSecond', options.coverArtPerSecond ?? 5),
    primaryTypes: someOf('primaryTypes', primaryTypes, options.primaryTypes ?? ['album'], 1),
    secondaryTypes: someOf('secondaryTypes', secondaryTypes, options.secondaryTypes ?? [], 0),
    artistsPerTag: wholeNumber('artistsPerTag', options.artistsPerTag ?? 10_000),
  };
}

/** Whether requests to the URL count towards the limit of musicbrainz.org. */
export function isOfficial(apiUrl: string): boolean {
  return /(^|\.)musicbrainz\.org$/.test(new URL(apiUrl).hostname);
}

/** Unknown, since it often comes straight from an environment variable. */
function checkContact(contact: unknown): string {
  const text = typeof contact === 'string' ? contact.trim() : '';
  const isAddress = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) || /^https?:\/\/[^\s/]+\S*$/i.test(text);
  // It stands between parentheses in a header.
  if (isAddress && /^[\x21-\x27\x2a-\x7e]+$/.test(text)) return text;
  throw new SpotiTagsError(
    'invalid-input',
    'MusicBrainz wants to know whom to turn to: pass contact, an e-mail address or the URL of a web page, without ' +
      'spaces, parentheses and letters beyond ASCII (for example from MUSICBRAINZ_CONTACT)',
  );
}

function rate(name: string, value: number): number {
  if (value > 0) return value;
  throw new SpotiTagsError('invalid-input', `${name} must be above 0, got ${value}`);
}

function someOf(name: string, known: readonly string[], given: readonly string[], least: number): string[] {
  if (given.length >= least && given.every((one) => known.includes(one))) return [...new Set(given)];
  throw new SpotiTagsError('invalid-input', `${name} must be some of ${known.join(', ')}`);
}
