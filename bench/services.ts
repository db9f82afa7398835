/**
 * Simulated Spotify and Clarifai for the benchmarks: within the process, with the latency of the real
 * services.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Covers per artist. A page of Spotify has the same size. */
export const perArtist = 10;
/** Milliseconds until an answer. */
const latency = { spotify: 20, clarifai: 500 };
/** Number of requests to Clarifai in each second. */
export const requested = new Map<number, number>();

const concepts = Array.from({ length: 500 }, (_, at) =>
  JSON.stringify(
    Array.from({ length: 20 }, (_unused, n) => ({
      id: `ai_${at * 20 + n}`,
      name: `concept ${(at * 7 + n * 13) % 900}`,
      value: 0.99 - n / 50,
      app_id: 'main',
    })),
  ),
);

/** Answers like the services, as text, which is the cheapest form for them here. */
export const fake: typeof globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const isClarifai = url.hostname === 'api.clarifai.com';
  if (isClarifai) {
    const second = Math.floor(performance.now() / 1000);
    requested.set(second, (requested.get(second) ?? 0) + 1);
  }
  await sleep(latency[isClarifai ? 'clarifai' : 'spotify']);
  const body = isClarifai
    ? outputsOf(typeof init?.body === 'string' ? init.body : '')
    : url.pathname.endsWith('/search')
      ? artistOf(url)
      : albumsOf(url);
  return new Response(body, { headers: { 'content-type': 'application/json' } });
};

export function idOf(n: number): string {
  return `0id${String(n).padStart(19, '0')}`;
}

function artistOf({ searchParams }: URL): string {
  const name = /Artist (\d+)/u.exec(searchParams.get('q') ?? '');
  return `{"artists":{"items":[{"id":"${idOf(Number(name?.[1]))}","name":"${name?.[0] ?? ''}","external_urls":{"spotify":"https://open.spotify.com/artist/x"},"images":[],"type":"artist"}],"next":null}}`;
}

function albumsOf({ pathname }: URL): string {
  const artist = Number(/0id(\d+)/u.exec(pathname)?.[1]);
  const items = Array.from({ length: perArtist }, (_, at) => {
    const image = (width: number) =>
      `{"url":"https://i.scdn.co/image/${artist}-${at}-${width}","width":${width},"height":${width}}`;
    return `{"id":"${idOf(artist * perArtist + at)}","name":"Album ${at}","album_type":"album","total_tracks":9,"external_urls":{"spotify":"https://open.spotify.com/album/x"},"release_date":"19${70 + at}-01-01","release_date_precision":"day","artists":[{"id":"${idOf(artist)}","name":"Artist ${artist}","type":"artist"}],"images":[${[640, 300, 64].map(image).join()}],"type":"album"}`;
  });
  return `{"items":[${items.join()}],"limit":10,"next":null,"offset":0,"previous":null,"total":${perArtist}}`;
}

function outputsOf(body: string): string {
  const inputs = Array.from(body.matchAll(/\{"id":"([^"]*)","data":\{"image":\{"url":"([^"]*)"/gu));
  const outputs = inputs.map(
    ([, id = '', url = '']) =>
      `{"id":"o","status":{"code":10000,"description":"Ok"},"input":{"id":"${id}","data":{"image":{"url":"${url}"}}},"data":{"concepts":${concepts[url.length * 31 + url.charCodeAt(url.length - 6)] ?? concepts[0] ?? ''}}}`,
  );
  return `{"status":{"code":10000,"description":"Ok"},"outputs":[${outputs.join()}]}`;
}

export function searchUrl(name: string): string {
  return `https://api.spotify.com/v1/search?q=${encodeURIComponent(`artist:"${name}"`)}&type=artist&limit=10`;
}

export function albumsUrl(id: string): string {
  return `https://api.spotify.com/v1/artists/${id}/albums?include_groups=album&limit=10`;
}

export const clarifaiUrl = 'https://api.clarifai.com/v2/users/clarifai/apps/main/models/m/versions/v/outputs';

export function clarifaiBody(urls: readonly string[]): string {
  return JSON.stringify({ inputs: urls.map((url, at) => ({ id: `cover-${at}`, data: { image: { url } } })) });
}
