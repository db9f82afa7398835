import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { diskStore } from 'spotitags';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../src/evaluation/random.ts';
import { genresOf, makeAccount } from './collection.ts';
import type { Endpoint } from './script.ts';
import { FaultServer } from './server.ts';
import { makeArtists } from './world.ts';

const kills = Number(process.env['KILLS'] ?? 5);
const artists = makeArtists(50, 36);
/** Images that may be under way at once: the facade's concurrency, times Clarifai's batch. */
const mostInFlight = 8 * 128;

const pathOf = (module: string) => fileURLToPath(new URL(module, import.meta.url));
const totals = { kills: 0, collections: 0, afterReceived: 0, afterCut: 0, images: 0 };
let folder: string;
let expected: string;
/** Requests' beginnings and ends in a run that nobody kills. */
let expectedEvents = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kills-'));
  await writeFile(join(folder, 'genres.json'), JSON.stringify(Object.fromEntries(genresOf(artists))));
  const server = await start();
  server.onEvent = () => (expectedEvents += 1);
  expectDone(await collect(server, 'expected').ended);
  await server.close();
  expected = await readFile(join(folder, 'expected.jsonl'), 'utf8');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  process.stdout.write(
    `${totals.kills} kills of ${totals.collections} collections of ${totals.images} images. Images asked for again:\n` +
      `  whose answer had been sent when the process died, and was not kept yet: ${totals.afterReceived}\n` +
      `  whose answer had been cut off: ${totals.afterCut}\n`,
  );
});

function start(): Promise<FaultServer> {
  // Tagging takes its time, so that most kills cut some of it off.
  const latency = (endpoint: Endpoint) => (endpoint === 'outputs' ? 150 : 10);
  const script = () => 'slow' as const;
  return FaultServer.start(artists, { publicUrl: 'https://api.spotify.com', latency, script });
}

/** The command line, whose services are the server. */
function collect(server: FaultServer, name: string) {
  const { clientId, clientSecret, pat } = server.admit(makeAccount());
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', '--import', pathOf('loopback.ts'), pathOf('../../src/cli/main.ts')],
      ...['collect', join(folder, 'genres.json'), '--tagger', 'clarifai', '--albums', '30'],
      ...['--store', join(folder, name), '--out', join(folder, `${name}.jsonl`)],
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        LOOPBACK_ORIGIN: server.origin,
        LOOPBACK_SPEED: '20',
        SPOTIFY_CLIENT_ID: clientId,
        SPOTIFY_CLIENT_SECRET: clientSecret,
        CLARIFAI_PAT: pat,
      },
    },
  );
  const written = text(child.stderr);
  const ended = once(child, 'exit').then(async ([code]: unknown[]) => ({ code, stderr: await written }));
  return { child, ended };
}

/** Lines of progress are all that may be said. */
function expectDone({ code, stderr }: { readonly code: unknown; readonly stderr: string }): void {
  const complaints = stderr.split('\n').filter((line) => line !== '' && !line.includes(' artists · '));
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
}

/** Kills it `delay` milliseconds after so many events. @returns whether it was killed before it was done. */
async function killAfter(server: FaultServer, name: string, events: number, delay: number): Promise<boolean> {
  const { child, ended } = collect(server, name);
  const moment = new Promise<void>((resolve) => {
    let seen = 0;
    server.onEvent = () => {
      if ((seen += 1) === events) resolve();
    };
  });
  await Promise.race([moment.then(() => sleep(delay)), ended]);
  child.kill('SIGKILL');
  const { code } = await ended;
  // Nobody hears the answers to what it asked last; a moment, and the server knows.
  await expect.poll(() => server.connections()).toBe(0);
  return code !== 0;
}

async function keptImages(name: string): Promise<Set<string>> {
  await using store = await diskStore(join(folder, name));
  const kept = new Set<string>();
  for await (const { key } of store.entries({ prefix: 'tags:' }))
    kept.add(key.slice(key.indexOf('url:') + 4));
  return kept;
}

it(
  `goes on after ${kills} kills: the same bytes, and nothing that was kept is paid again`,
  async () => {
    const random = seededRandom(kills);
    while (totals.kills < kills) {
      const name = `collection-${totals.collections}`;
      const server = await start();
      for (let killed = true; killed && totals.kills < kills && random() < 0.9;) {
        const asked = server.images.asked.length;
        const keptBefore = await keptImages(name);
        const events = 1 + Math.floor((random() * expectedEvents) / 3);
        killed = await killAfter(server, name, events, random() * 40);
        expect(server.images.asked.slice(asked).filter((url) => keptBefore.has(url))).toEqual([]);
        const kept = await keptImages(name);
        const lost = server.images.received.filter((url) => !kept.has(url));
        expect(lost.length).toBeLessThanOrEqual(mostInFlight);
        if (killed) totals.kills += 1;
      }
      const asked = server.images.asked.length;
      const kept = await keptImages(name);
      expectDone(await collect(server, name).ended);
      expect(server.images.asked.slice(asked).filter((url) => kept.has(url))).toEqual([]);
      expect(await readFile(join(folder, `${name}.jsonl`), 'utf8')).toBe(expected);
      totals.collections += 1;
      totals.afterReceived += server.images.repeatedAfterReceived;
      totals.afterCut += server.images.repeatedAfterCut;
      totals.images = server.images.received.length;
      await server.close();
    }
  },
  30_000 + kills * 5_000,
);
