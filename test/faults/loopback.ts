/** Loaded before the command line: its services are at a port of this machine then, and its clock runs fast. */
import { speedUp } from './fast-clock.ts';

const hosts = new Set(['api.spotify.com', 'accounts.spotify.com', 'api.clarifai.com']);

/** Sends what is meant for the services to `origin`. @returns the `fetch` that does. */
export function fetchAt(origin: string, fetch = globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!hosts.has(url.hostname)) throw new Error(`${url.hostname} is none of the services.`);
    return fetch(new URL(url.pathname + url.search, origin), init);
  };
}

const { LOOPBACK_ORIGIN: origin, LOOPBACK_SPEED: speed } = process.env;
if (origin !== undefined) {
  globalThis.fetch = fetchAt(origin);
  speedUp(Number(speed ?? 1));
}
