import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ClarifaiTagger, diskStore, SpotifyCatalog } from 'spotitags';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { spotitags } from '../cli/run.ts';
import { collect, genresOf } from './collection.ts';
import { speedUp } from './fast-clock.ts';
import { fetchAt } from './loopback.ts';
import { faultsOf, type Endpoint, type Fault } from './script.ts';
import { type Account, basicOf, FaultServer } from './server.ts';
import { makeArtists } from './world.ts';

/** Whatever part of a secret comes out, this is in it. */
const marker = 'pl4nted-t3xt';
/** The marker, and what base64 makes of it, wherever in its three bytes it begins. */
const giveaways = [
  marker,
  ...['', '.', '..'].map((before) =>
    Buffer.from(before + marker)
      .toString('base64')
      .slice(before === '' ? 0 : 4, 4 * Math.floor((before.length + marker.length) / 3)),
  ),
];
/** With everything that is spelled otherwise in JSON, in an address and in HTML. */
const secret = (name: string) => [name, marker, marker, marker, marker].join('"\\/%<&+');
const artists = makeArtists(4, 14);
const endpoints = ['token', 'search', 'albums', 'outputs'] as const satisfies Endpoint[];

let folder: string;
let slowDown: () => void;
let server: FaultServer;
let accounts = 0;

beforeAll(async () => {
  slowDown = speedUp(1000);
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  await writeFile(join(folder, 'genres.json'), JSON.stringify(Object.fromEntries(genresOf(artists))));
  server = await FaultServer.start(artists, {
    tokenPrefix: secret('token'),
    publicUrl: 'https://api.spotify.com',
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

afterAll(async () => {
  slowDown();
  await server.close();
  await rm(folder, { recursive: true });
});

/** An account whose secrets are planted, and whose bans are its own. */
function plant(): Account {
  accounts += 1;
  return {
    clientId: `client-${accounts}`,
    clientSecret: secret(`secret-${accounts}`),
    pat: secret(`pat-${accounts}`),
  };
}

function expectClean(text: string): void {
  for (const giveaway of giveaways) {
    const at = text.indexOf(giveaway);
    expect(at === -1 ? '' : text.slice(Math.max(0, at - 200), at + 100)).toBe('');
  }
}

/** Everything that can be seen of an error. */
function everythingOf(error: unknown): string {
  const parts = [inspect(error, { depth: 20, showHidden: true, getters: true }), JSON.stringify(error)];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    parts.push(cause.message, cause.stack ?? '', String(cause));
  }
  return parts.join('\n');
}

async function filesOf(root: string): Promise<string[]> {
  const paths = (await readdir(root, { recursive: true })).map((name) => join(root, name));
  const isFile = await Promise.all(paths.map(async (path) => (await stat(path)).isFile()));
  return paths.filter((_, at) => isFile[at]);
}

/** The command line, whose services are the server. */
async function command(account: Account, ...argv: string[]): Promise<string> {
  vi.stubGlobal('fetch', fetchAt(server.origin));
  const { stdout, stderr } = await spotitags(argv, {
    env: {
      SPOTIFY_CLIENT_ID: account.clientId,
      SPOTIFY_CLIENT_SECRET: account.clientSecret,
      CLARIFAI_PAT: account.pat,
      XDG_CACHE_HOME: join(folder, 'cache'),
    },
  });
  vi.unstubAllGlobals();
  return stdout + stderr;
}

function collectCommand(account: Account, ...more: string[]): Promise<string> {
  const out = more.includes('--plan') ? [] : ['--out', join(folder, 'out.jsonl')];
  return command(account, 'collect', join(folder, 'genres.json'), '--tagger', 'clarifai', ...out, ...more);
}

describe('a secret', () => {
  const cases = endpoints.flatMap((endpoint) =>
    faultsOf(endpoint).map((fault) => [endpoint, fault] as const),
  );

  it.each(cases)('is in nothing that is seen or kept where %s answers: %s', async (endpoint, fault) => {
    const only = (asked: Endpoint): Fault | undefined => (asked === endpoint ? fault : undefined);
    server.script = only;
    const account = server.admit(plant());
    const store = await diskStore(join(folder, `store-${accounts}`));
    const local = await FaultServer.start(artists, { script: only, tokenPrefix: secret('token') });
    local.admit(account);
    const { results } = await collect(
      local.origin,
      account,
      artists,
      store,
      join(folder, `${accounts}.jsonl`),
    );
    await store.close();
    await local.close();
    for (const result of results) {
      expectClean(result.status === 'failed' ? everythingOf(result.error) : JSON.stringify(result));
    }
    const other = server.admit(plant());
    expectClean(await collectCommand(other));
    const third = server.admit(plant());
    expectClean(await collectCommand(third, '--json', '--store', join(folder, `other-${accounts}`)));
  });

  it('is in no complaint about the secret itself', async () => {
    server.script = undefined;
    const stranger = plant();
    expect(giveaways.filter((giveaway) => basicOf(stranger).includes(giveaway))).not.toEqual([]);
    const said = await collectCommand(stranger);
    expect(said).toMatch(/Spotify answered 401/u);
    expectClean(said);
    const known = server.admit(plant());
    const half = { ...known, pat: stranger.pat };
    const refused = await collectCommand(half, '--store', join(folder, 'half'));
    expect(refused).toMatch(/Clarifai answered 401/u);
    expectClean(refused);
    // What no header can carry.
    const broken = { clientId: 'client', clientSecret: `${secret('secret')}\n`, pat: `${secret('pat')}é` };
    for (const make of [() => new SpotifyCatalog(broken), () => new ClarifaiTagger(broken)]) {
      let error: unknown;
      try {
        make();
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(Error);
      expectClean(everythingOf(error));
    }
  });

  it('is in nothing that the command line prints of a store', async () => {
    server.script = undefined;
    const account = server.admit(plant());
    expect(await collectCommand(account)).toMatch(/out.jsonl: 4 artists/u);
    for (const argv of [
      ['store', 'export'],
      ['store', 'stats'],
      ['tag', 'Artist 1', '--tagger', 'clarifai'],
    ]) {
      const said = await command(account, ...argv);
      expect(said).not.toBe('');
      expectClean(said);
    }
    expectClean(await collectCommand(account, '--plan', '--json'));
  });

  it('is in no file that was written', async () => {
    const files = await filesOf(folder);
    expect(files.filter((file) => file.endsWith('data.mdb')).length).toBeGreaterThan(cases.length);
    expect(files.filter((file) => file.endsWith('.jsonl')).length).toBeGreaterThan(cases.length / 2);
    for (const file of files) {
      const bytes = await readFile(file);
      for (const giveaway of giveaways) expect(bytes.includes(giveaway) ? file : '').toBe('');
    }
  });
});
