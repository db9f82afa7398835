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
import { seededRandom } from '../../src/util/random.ts';
import { batchSize, concurrency, genresOf, makeAccount } from './collection.ts';
import type { Endpoint } from './script.ts';
import { type Account, FaultServer } from './server.ts';
import { killed, makeArtists } from './world.ts';

/** Of each program. */
const kills = Math.ceil(Number(process.env['KILLS'] ?? 5) / 2);
const artists = makeArtists(...killed);

interface Program {
  /** Milliseconds that tagging a batch takes, so that most kills cut some of it off. */
  readonly tagging: number;
  /** Images that may be under way at once. */
  readonly mostInFlight: number;
  /** Where it believes Spotify to be, if not where it is. */
  readonly publicUrl?: string;
  readonly argv: (server: FaultServer, account: Account, name: string) => readonly string[];
}

const pathOf = (module: string) => fileURLToPath(new URL(module, import.meta.url));
const files = (name: string) => ({ store: join(folder, name), out: join(folder, `${name}.jsonl`) });

const programs = {
  'the command line': {
    tagging: 150,
    mostInFlight: 8 * 128,
    publicUrl: 'https://api.spotify.com',
    argv: (_server, _account, name) => [
      ...['--import', pathOf('loopback.ts'), pathOf('../../src/cli/main.ts')],
      ...['collect', join(folder, 'genres.json'), '--tagger', 'clarifai', '--covers', '30'],
      ...['--store', files(name).store, '--out', files(name).out],
    ],
  },
  'small batches': {
    tagging: 40,
    mostInFlight: concurrency * batchSize,
    argv: ({ origin }, account, name) => [
      ...[pathOf('collect-small.ts'), origin, JSON.stringify(account)],
      ...[files(name).store, files(name).out],
    ],
  },
} satisfies Record<string, Program>;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kills-'));
  await writeFile(join(folder, 'genres.json'), JSON.stringify(Object.fromEntries(genresOf(artists))));
});

afterAll(() => rm(folder, { recursive: true }));

function start({ tagging, publicUrl }: Program): Promise<FaultServer> {
  const latency = (endpoint: Endpoint) => (endpoint === 'outputs' ? tagging : 10);
  return FaultServer.start(artists, { ...(publicUrl && { publicUrl }), latency, script: () => 'slow' });
}

/** Runs a program whose services are the server. */
function launch(program: Program, server: FaultServer, name: string) {
  const account = server.admit(makeAccount());
  const child = spawn(process.execPath, ['--import', 'tsx', ...program.argv(server, account, name)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      LOOPBACK_ORIGIN: server.origin,
      LOOPBACK_SPEED: '20',
      SPOTIFY_CLIENT_ID: account.clientId,
      SPOTIFY_CLIENT_SECRET: account.clientSecret,
      CLARIFAI_PAT: account.pat,
    },
  });
  const written = text(child.stderr);
  const ended = once(child, 'exit').then(async ([code]: unknown[]) => ({ code, stderr: await written }));
  return { child, ended };
}

/** Lines of progress, and of what is awaited, are all that may be said. */
function expectDone({ code, stderr }: { readonly code: unknown; readonly stderr: string }): void {
  const complaints = stderr
    .split('\n')
    .filter(
      (line) => line !== '' && !line.includes(' artists · ') && !line.startsWith('Waiting for an answer'),
    );
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
}

/** Kills it `delay` milliseconds after so many events. @returns whether it was killed before it was done. */
async function killAfter(
  { child, ended }: ReturnType<typeof launch>,
  server: FaultServer,
  events: number,
  delay: number,
): Promise<boolean> {
  const moment = new Promise<void>((resolve) => {
    let seen = 0;
    server.onEvent = () => {
      if ((seen += 1) === events) resolve();
    };
  });
  await Promise.race([moment.then(() => sleep(delay)), ended]);
  child.kill('SIGKILL');
  const { code } = await ended;
  // The killed process does not read the last answers. The server notices that after a moment.
  await expect.poll(() => server.connections()).toBe(0);
  return code !== 0;
}

async function keptImages(name: string): Promise<Set<string>> {
  await using store = await diskStore(files(name).store);
  const kept = new Set<string>();
  for await (const { key } of store.entries({ prefix: 'tags:' }))
    kept.add(key.slice(key.indexOf('url:') + 4));
  return kept;
}

it.each(Object.entries<Program>(programs))(
  '%s, killed, goes on: the same bytes, and nothing that was kept is paid again',
  async (title, program) => {
    const calm = await start(program);
    // Requests' beginnings and ends in a run that is not killed.
    let expectedEvents = 0;
    calm.onEvent = () => (expectedEvents += 1);
    expectDone(await launch(program, calm, title).ended);
    await calm.close();
    const expected = await readFile(files(title).out, 'utf8');
    const images = calm.images.received.length;

    const random = seededRandom(kills);
    const totals = { kills: 0, collections: 0, afterReceived: 0, afterCut: 0 };
    while (totals.kills < kills) {
      const name = `${title} ${totals.collections}`;
      const server = await start(program);
      const go = async <T>(work: (run: ReturnType<typeof launch>) => Promise<T>): Promise<T> => {
        const kept = await keptImages(name);
        const asked = server.images.asked.length;
        const result = await work(launch(program, server, name));
        expect(server.images.asked.slice(asked).filter((url) => kept.has(url))).toEqual([]);
        return result;
      };
      for (let isKilled = true; isKilled && totals.kills < kills && random() < 0.9;) {
        const events = 1 + Math.floor((random() * expectedEvents) / 3);
        isKilled = await go((run) => killAfter(run, server, events, random() * 40));
        const kept = await keptImages(name);
        const lost = server.images.received.filter((url) => !kept.has(url));
        expect(lost.length).toBeLessThanOrEqual(program.mostInFlight);
        if (isKilled) totals.kills += 1;
      }
      expectDone(await go(({ ended }) => ended));
      expect(await readFile(files(name).out, 'utf8')).toBe(expected);
      totals.collections += 1;
      totals.afterReceived += server.images.repeatedAfterReceived;
      totals.afterCut += server.images.repeatedAfterCut;
      await server.close();
    }
    expect(totals.afterReceived).toBeLessThanOrEqual(totals.kills * program.mostInFlight);
    process.stdout.write(
      `${title}: ${totals.kills} kills of ${totals.collections} collections of ${images} images. Images asked for again:\n` +
        `  whose answer had been sent when the process died, and was not kept yet: ${totals.afterReceived}\n` +
        `  whose answer had been cut off: ${totals.afterCut}\n`,
    );
  },
  0,
);
