import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import type { Catalog } from '../../catalog/catalog.ts';
import { SpotiTagsError } from '../../errors.ts';
import { Transport } from '../../http/transport.ts';
import { type Io, printable } from '../terminal/io.ts';
import { openMusicBrainz, openSpotify } from '../options/providers.ts';

/** Whether something can be used, and if not, what to do. */
interface Finding {
  readonly name: string;
  readonly state: 'usable' | 'missing' | 'broken';
  readonly words: string;
}

/** What is installed apart, and what for. */
const packages: readonly (readonly [station: string, packages: readonly string[], needs?: string])[] = [
  ['--tagger palette', ['sharp']],
  ['--tagger onnx', ['onnxruntime-node', 'sharp'], 'needs a model, --onnx FILE'],
  ['--tagger clip', ['@huggingface/transformers', 'sharp'], 'downloads its model at first use'],
  ['spotitags/clarifai/sdk', ['clarifai-nodejs']],
  ['--classifier vertex, gemini', ['@google-cloud/aiplatform']],
];

export function doctorCommand(io: Io, fail: (code: number) => void): Command {
  return new Command('doctor')
    .description('checks keys, packages and the network: what can be used, and what to do for the rest')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: true }) => {
      const findings = await examine(io);
      if (findings.some(({ state }) => state === 'broken')) fail(1);
      const marks = { usable: '✓', missing: '-', broken: '✗' };
      const width = Math.max(...findings.map(({ name }) => name.length));
      io.stdout.write(
        json
          ? `${JSON.stringify(findings, null, 2)}\n`
          : findings
              .map(({ name, state, words }) => `${marks[state]} ${name.padEnd(width)}  ${printable(words)}\n`)
              .join(''),
      );
    });
}

async function examine(io: Io): Promise<Finding[]> {
  const { env } = io;
  const asked = await Promise.all([
    asking('--catalog musicbrainz', () => openMusicBrainz(io), io),
    asking('--catalog spotify', () => openSpotify(io), io),
    clarifai(io),
  ]);
  return [
    { name: '--catalog folder', state: 'usable', words: 'needs nothing' },
    ...asked,
    google(env['GOOGLE_CLOUD_PROJECT'], env['GOOGLE_CLOUD_LOCATION']),
    ...(await Promise.all(packages.map(([name, needed, needs]) => installed(name, needed, needs)))),
  ];
}

/** Asks a catalog for an artist that all of them have. */
async function asking(name: string, open: () => Catalog, { signal }: Io): Promise<Finding> {
  let catalog: Catalog;
  try {
    catalog = open();
  } catch (error) {
    return { name, state: 'missing', words: wordsOf(error) };
  }
  try {
    await catalog.findArtist('Black Sabbath', { signal });
    return { name, state: 'usable', words: 'answers' };
  } catch (error) {
    signal.throwIfAborted();
    return { name, state: 'broken', words: wordsOf(error) };
  } finally {
    await catalog.close?.();
  }
}

/** Asks who the token belongs to: tagging would cost. */
async function clarifai({ env, signal }: Io): Promise<Finding> {
  const name = '--tagger clarifai';
  const pat = env['CLARIFAI_PAT'];
  if (!pat) {
    const words = 'Clarifai bills images: set CLARIFAI_PAT to a personal access token.';
    return { name, state: 'missing', words };
  }
  const transport = new Transport({}, { attempts: 2, timeoutMs: 10_000 });
  try {
    const answer = await transport.send({
      service: { name: 'Clarifai' },
      method: 'GET',
      url: new URL('https://api.clarifai.com/v2/users/me'),
      headers: { authorization: `Key ${pat}` },
      rateLimit: { key: 'doctor', perSecond: 1 },
      bucket: 'clarifai:users',
      secrets: [pat],
      signal,
    });
    if (answer.ok) return { name, state: 'usable', words: 'takes the token; bills images' };
    const advice = 'Check the personal access token (CLARIFAI_PAT) and its scopes.';
    return { name, state: 'broken', words: answer.error('unauthorized', advice).message };
  } catch (error) {
    signal.throwIfAborted();
    return { name, state: 'broken', words: wordsOf(error) };
  } finally {
    await transport.close();
  }
}

function google(project: string | undefined, location: string | undefined): Finding {
  const name = 'Google Cloud';
  return project && location
    ? { name, state: 'usable', words: `project ${project} in ${location}; not asked, since it bills` }
    : {
        name,
        state: 'missing',
        words: 'Set GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION for vertex and gemini.',
      };
}

/** Loads the packages: one for another machine is there, and yet of no use. */
async function installed(name: string, needed: readonly string[], needs?: string): Promise<Finding> {
  const paths = new Map(needed.map((one) => [one, pathOf(one)]));
  const missing = needed.filter((one) => paths.get(one) === undefined);
  if (missing.length > 0) return { name, state: 'missing', words: `Run: npm install ${missing.join(' ')}` };
  for (const [one, path = ''] of paths) {
    try {
      await import(pathToFileURL(path).href);
    } catch (error) {
      const [reason = ''] = String(error).split('\n', 1);
      return { name, state: 'broken', words: `${one} cannot be loaded: ${reason}` };
    }
  }
  const words = `${needed.join(' and ')} installed${needs === undefined ? '' : `; ${needs}`}`;
  return { name, state: 'usable', words };
}

/** Where a package is; undefined for one that is not installed. */
function pathOf(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

function wordsOf(error: unknown): string {
  if (SpotiTagsError.isInstance(error)) return error.message;
  throw error;
}
