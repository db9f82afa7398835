import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { catalogs } from './catalogs.ts';
import { google } from './google.ts';
import { runLive } from './run-live.ts';
import type { LiveService, StandIn } from './service.ts';
import { taggers } from './taggers.ts';
import { addShape, differences } from './wire-shape.ts';

const all = [...catalogs, ...taggers, ...google].filter(({ standIn }) => standIn !== undefined);
const envOf = ({ needs }: LiveService) => Object.fromEntries(needs.map((name) => [name, 'set']));

/** Runs the checks of a service with a stand-in in place of the network. */
async function runOn(service: LiveService, network: StandIn) {
  const said: string[] = [];
  const [result] = await runLive([service], {
    env: envOf(service),
    log: (line) => said.push(line),
    network: () => network,
  });
  return { result, said: said.join('\n') };
}

async function standInOf(service: LiveService): Promise<StandIn> {
  const standIn = await service.standIn?.();
  if (!standIn) throw new Error(`${service.name} has no stand-in.`);
  return standIn;
}

describe.each(all.map((service) => [service.name, service] as const))(
  'the live checks of %s',
  (_, service) => {
    it('hold for its stand-in, within the budget that was printed', async () => {
      const { result, said } = await runOn(service, await standInOf(service));
      expect(result).toMatchObject({ broken: [], differences: [] });
      expect(result?.requests).toBeGreaterThan(0);
      expect(said).toContain(`at most ${service.requests} requests and ${service.images} images`);
      expect(said).toContain('  ✓ ');
    });

    it('fail if the service does not answer', async () => {
      const network = await standInOf(service);
      const handlers = [http.all('*', () => HttpResponse.json({ error: 'no' }, { status: 404 }))];
      const { result } = await runOn(service, { ...network, handlers });
      expect(result?.broken).not.toEqual([]);
    });
  },
);

it('skips services without keys, and says which are missing', async () => {
  const said: string[] = [];
  const log = (line: string) => said.push(line);
  expect(await runLive(all, { env: {}, log })).toEqual([]);
  expect(said).toContain('- Clarifai: skipped. It needs CLARIFAI_PAT.');
});

it('never sends more requests than it printed', async () => {
  const [spotify] = catalogs;
  if (!spotify) throw new Error('There is no Spotify.');
  const { result } = await runOn(
    { ...spotify, requests: 3, standIn: () => ({ handlers: [] }), run: asksFour },
    {
      handlers: [http.get('https://api.spotify.com/*', () => HttpResponse.json({}))],
    },
  );
  expect(result).toMatchObject({ requests: 3 });
  expect(result?.broken).toHaveLength(1);
});

const asksFour: LiveService['run'] = async ({ env }) => {
  // The run of the stand-in asks nothing.
  if (Object.keys(env).length === 0) return;
  for (let n = 0; n < 4; n += 1) await fetch('https://api.spotify.com/v1/me');
};

it('says which answers of a fake differ from those that came', async () => {
  const [spotify] = catalogs;
  if (!spotify) throw new Error('There is no Spotify.');
  const network = await standInOf(spotify);
  const artist = { id: '0artist000000000000000', name: 'Electric Wizard', type: 7, images: [] };
  const changed = http.get('https://api.spotify.com/v1/artists/:id', () => HttpResponse.json(artist));
  const { result, said } = await runOn(spotify, { ...network, handlers: [changed, ...network.handlers] });
  expect(result?.differences.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['external_urls', 'type', 'uri']),
  );
  expect(said).toContain('GET /v1/artists/:id 200: type: the fake has string, and number came');
});

it('a shape has the types at each path, and a list that came empty contradicts nothing', () => {
  const shape = (value: unknown) => {
    const types = new Map<string, Set<string>>();
    addShape(types, value);
    return types;
  };
  const fake = new Map([['GET /a 200', shape({ a: [{ b: 1 }], c: null, d: { e: 'x', f: 1 } })]]);
  expect(differences(fake, new Map([['GET /a 200', shape({ a: [], c: 'x', z: 1 })]]))).toEqual([
    { request: 'GET /a 200', path: 'c', words: 'the fake has null, and string came' },
    { request: 'GET /a 200', path: 'd', words: 'the fake has it, and it did not come' },
  ]);
  expect(differences(fake, new Map())).toEqual([]);
});
