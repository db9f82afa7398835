import type { WireInput } from '../../src/tagger/clarifai/wire.ts';
import type { Fault } from './script.ts';
import { conceptsOf, type FaultArtist } from './world.ts';

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Images whose tags are in it. */
  readonly images?: readonly string[];
}

/**
 * Clarifai's answer: an output for each input, unless that is what goes wrong.
 * @param words - what it says of images that it does not tag.
 */
export function tagged(inputs: readonly WireInput[], fault: Fault | undefined, words: string): Reply {
  const outputs = inputs.map(({ id, data: { image } }, at) => {
    const url = 'url' in image ? image.url : '';
    const code = fault === 'mixed' && at % 3 === 0 ? (at % 2 === 0 ? 30002 : 10030) : 10000;
    return {
      id: `output-${at}`,
      status: { code, description: code === 10000 ? 'Ok' : words },
      input: { id, data: { image } },
      data: { concepts: code === 10000 ? conceptsOf(url) : [] },
    };
  });
  // Even ones are left out; the first takes the place of the last, which is left out, too.
  const some = fault === 'missing' ? outputs.filter((_, at) => at % 2 === 1) : outputs;
  const all = fault === 'duplicates' ? [...some.slice(0, -1), ...some.slice(0, 1)] : some;
  const given = fault === 'shuffled' ? all.toReversed() : all;
  const tags = given.filter(({ status }) => status.code === 10000);
  const code = tags.length === 0 ? 10020 : tags.length < inputs.length ? 10010 : 10000;
  return {
    status: code === 10020 ? 400 : 200,
    body: JSON.stringify({ status: { code, description: 'As it went' }, outputs: given }),
    images: tags.map(({ input: { data } }) => ('url' in data.image ? data.image.url : '')),
  };
}

/** Spotify's answer to a search, or a page of albums. */
export function spotifyAnswer(
  artists: readonly FaultArtist[],
  endpoint: 'search' | 'albums',
  url: URL,
  fault: Fault | undefined,
): Reply {
  if (endpoint === 'search') {
    const name = /^artist:"(.*)"$/u.exec(url.searchParams.get('q') ?? '')?.[1];
    const items = artists.filter((artist) => artist.name === name).map(({ id, name }) => ({ id, name }));
    return { status: 200, body: JSON.stringify({ artists: { items } }) };
  }
  const [, id] = /^\/v1\/artists\/(\w+)\/albums$/u.exec(url.pathname) ?? [];
  const albums = artists.find((artist) => artist.id === id)?.albums ?? [];
  const limit = Number(url.searchParams.get('limit'));
  const offset = Number(url.searchParams.get('offset') ?? 0);
  // A release has appeared since the last page: what stood at its end comes again.
  const from = fault === 'shifted' ? Math.max(0, offset - 1) : offset;
  const to = new URL(url);
  to.searchParams.set('offset', String(offset + limit));
  const next = fault === 'loop' ? url.href : offset + limit < albums.length ? to.href : null;
  return {
    status: 200,
    body: JSON.stringify({
      items: albums.slice(from, offset + limit),
      limit,
      next,
      offset,
      total: albums.length,
    }),
  };
}
