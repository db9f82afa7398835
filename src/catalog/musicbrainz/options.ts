import * as v from 'valibot';
import { baseUrl, httpEntries } from '../../http/options.ts';
import type { HttpOptions } from '../../http/transport.ts';
import {
  isText,
  mustSecretly,
  numberAboveZero,
  optionsSchema,
  refuse,
  someOf,
  wholeNumberFrom,
} from '../../util/options.ts';

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
   * An e-mail address or a web page, for MusicBrainz to reach you if your program misbehaves. It is sent with every
   * request to MusicBrainz and to the Cover Art Archive, whose files archive.org stores, and to no other service.
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
   * 1, which is its rule for each IP address; a mirror of your own may take more. @default 1
   */
  readonly requestsPerSecond?: number;
  /**
   * Requests per second to `coverArtUrl`, evenly spaced, of all catalogs of this process. The Cover Art Archive has
   * no published limit of its own; at 5, the covers of an artist take as long as MusicBrainz's answers. @default 5
   */
  readonly coverArtRequestsPerSecond?: number;
}

/** It must not hold parentheses: it stands between parentheses in a header. */
function isContact(value: unknown): value is string {
  const contact = isText(value) ? value.trim() : '';
  const isAddress = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact) || /^https?:\/\/[^\s/]+\S*$/i.test(contact);
  return isAddress && /^[\x21-\x27\x2a-\x7e]+$/.test(contact);
}

export const musicBrainzOptions = v.pipe(
  optionsSchema({
    ...httpEntries,
    contact: v.pipe(
      mustSecretly(
        'MusicBrainz wants to know whom to write to: pass contact, an e-mail address or the URL of a web page, without ' +
          'spaces, parentheses and letters beyond ASCII (for example from MUSICBRAINZ_CONTACT).',
        isContact,
      ),
      v.transform((contact): string => contact.trim()),
    ),
    apiUrl: v.exactOptional(baseUrl, 'https://musicbrainz.org/ws/2'),
    coverArtUrl: v.exactOptional(baseUrl, 'https://coverartarchive.org'),
    primaryTypes: v.exactOptional(someOf(primaryTypes, 1), ['album']),
    secondaryTypes: v.exactOptional(someOf(secondaryTypes, 0), []),
    artistsPerTag: v.exactOptional(wholeNumberFrom(1), 10_000),
    requestsPerSecond: v.exactOptional(numberAboveZero, 1),
    coverArtRequestsPerSecond: v.exactOptional(numberAboveZero, 5),
  }),
  refuse(({ apiUrl, requestsPerSecond }) =>
    isOfficial(apiUrl) && requestsPerSecond > 1
      ? `requestsPerSecond must be at most 1 at musicbrainz.org, which blocks programs that ask more often, got ${requestsPerSecond}`
      : undefined,
  ),
);

/** The options, checked and complete. */
export type MusicBrainzSettings = v.InferOutput<typeof musicBrainzOptions>;

/** Whether requests to the URL count towards the limit of musicbrainz.org. */
export function isOfficial(apiUrl: string): boolean {
  return /(^|\.)musicbrainz\.org$/.test(new URL(apiUrl).hostname);
}
