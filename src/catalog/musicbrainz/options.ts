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
  text,
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
   * An e-mail address or a web page, so that MusicBrainz can contact you if your program causes problems. It
   * is sent with every request to MusicBrainz and to the Cover Art Archive, whose files archive.org stores,
   * and to no other service.
   */
  readonly contact: string;
  /** @default 'https://musicbrainz.org/ws/2' */
  readonly apiUrl?: string;
  /** @default 'https://coverartarchive.org' */
  readonly coverArtUrl?: string;
  /** Allowed primary types of release groups. @default ['album'] */
  readonly primaryTypes?: readonly MusicBrainzPrimaryType[];
  /** Allowed additional types. A release group with any other type is left out. @default [] */
  readonly secondaryTypes?: readonly MusicBrainzSecondaryType[];
  /**
   * Number of artists of a tag that are read before they are sorted. Each request gives a hundred and takes a
   * second. MusicBrainz gives artists with many releases first. @default 10_000
   */
  readonly artistsPerTag?: number;
  /**
   * Requests per second to `apiUrl`, evenly spaced, over all catalogs of this process. At most 1 at
   * musicbrainz.org, which is its rule for each IP address. Your own mirror may allow more. @default 1
   */
  readonly requestsPerSecond?: number;
  /**
   * Requests per second to `coverArtUrl`, evenly spaced, over all catalogs of this process. The Cover Art
   * Archive has no published limit. At 5, the covers of an artist take as long as MusicBrainz's answers.
   * @default 5
   */
  readonly coverArtRequestsPerSecond?: number;
  /**
   * A name for the address that requests leave from. MusicBrainz counts requests by that address: processes that share limits
   * over a database share one of MusicBrainz, unless they name different addresses. @default one limit for all
   */
  readonly outgoingAddress?: string;
}

/** Longest e-mail address of RFC 5321, and enough for a URL. It also bounds the time of the patterns below. */
const longestContact = 320;

/** It must not contain parentheses, because the header puts it between parentheses. */
function isContact(value: unknown): value is string {
  const contact = isText(value) ? value.trim() : '';
  if (contact.length > longestContact) return false;
  const isAddress = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact) || /^https?:\/\/[^\s/]+\S*$/i.test(contact);
  return isAddress && /^[\x21-\x27\x2a-\x7e]+$/.test(contact);
}

export const musicBrainzOptions = v.pipe(
  optionsSchema({
    ...httpEntries,
    contact: v.pipe(
      mustSecretly(
        'MusicBrainz needs a contact address. Pass contact, an e-mail address or the URL of a web page, without ' +
          'spaces, parentheses and non-ASCII letters (for example from MUSICBRAINZ_CONTACT).',
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
    outgoingAddress: v.exactOptional(text),
  }),
  refuse(({ apiUrl, requestsPerSecond }) =>
    isOfficial(apiUrl) && requestsPerSecond > 1
      ? `requestsPerSecond must be at most 1 at musicbrainz.org, which blocks faster programs, got ${requestsPerSecond}`
      : undefined,
  ),
);

/** The options, checked and complete. */
export type MusicBrainzSettings = v.InferOutput<typeof musicBrainzOptions>;

/** Whether requests to the URL count towards the limit of musicbrainz.org. */
export function isOfficial(apiUrl: string): boolean {
  return /(^|\.)musicbrainz\.org$/.test(new URL(apiUrl).hostname);
}
