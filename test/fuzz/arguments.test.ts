import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../fast-check.ts';
import { naiveBayes, writeCsv, writeDataset } from 'spotitags';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { spotitags } from '../cli/run.ts';
import { separable } from '../examples.ts';
import { speedUp } from '../faults/fast-clock.ts';

const home = process.cwd();
let folder: string;
let slowDown: () => void;

beforeAll(async () => {
  slowDown = speedUp(10_000);
  folder = await mkdtemp(join(tmpdir(), 'arguments-'));
  const files = join(folder, 'files');
  await mkdir(join(files, 'covers', 'doom', 'Sleep'), { recursive: true });
  await writeFile(join(files, 'covers', 'doom', 'Sleep', 'Dopesmoker.jpg'), 'no image');
  await writeDataset(join(files, 'dataset.jsonl'), 'palette@1', []);
  await writeDataset(join(files, 'fake.jsonl'), 'fake@1', separable(3));
  await writeCsv(join(files, 'rows.csv'), separable(2));
  await writeFile(join(files, 'model.json'), JSON.stringify(await naiveBayes().train(separable(3))));
  await writeFile(join(files, 'genres.json'), '{"__proto__":["Sleep"],"doom":[{"folder":"doom"}]}');
  await writeFile(join(files, 'broken.json'), '{"doom":');
});

afterAll(async () => {
  process.chdir(home);
  slowDown();
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true });
});

const commands = [
  'collect',
  'tag',
  'train',
  'classify',
  'evaluate',
  'experiment',
  'convert',
  'store',
  'doctor',
] as const;
const flags = [
  ...[
    '--out',
    '--plan',
    '--retry-failed',
    '--max-images',
    '--max-requests',
    '--json',
    '--tagger',
    '--onnx',
    '--clip',
    '--catalog',
    '--classifier',
    '--genres',
  ],
  ...['--root', '--layout', '--covers', '--store', '--image', '--model', '--by', '--seed', '--folds', '--n'],
  ...[
    '--models',
    '--test-share',
    '--days',
    '--help',
    '--version',
    '--',
    '-',
    '--genre',
    '--artists',
    '--nonsense',
    '--json=1',
  ],
];
const values = [
  ...[
    'dataset.jsonl',
    'fake.jsonl',
    'rows.csv',
    'model.json',
    'genres.json',
    'broken.json',
    'covers',
    'new.jsonl',
  ],
  ...[
    'new.csv',
    'store',
    'stats',
    'prune',
    'export',
    'palette',
    'clarifai',
    'onnx',
    'lettering',
    'clip',
    'spotify',
    'musicbrainz',
    'folder',
    'genre',
    'artist',
  ],
  ...['0', '1', '3', '-1', '1e9', 'NaN', '0.5', '', ' ', '__proto__', 'constructor', 'naive-bayes', 'Sleep'],
];
/** No path that leads elsewhere. */
const text = fc.string({ maxLength: 8 }).filter((value) => !/[/.\\~\0]/u.test(value));
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...values) },
  { weight: 4, arbitrary: fc.constantFrom(...flags) },
  { weight: 1, arbitrary: text },
);
/** Commands as people mistype them: mostly right. */
const nearlyRight = fc.constantFrom<readonly string[]>(
  ['collect', 'genres.json', '--root', 'covers', '--out', 'new.jsonl'],
  ['collect', '--root', 'covers', '--plan', '--store', 'store'],
  ['tag', '--image', 'covers/doom/Sleep/Dopesmoker.jpg'],
  ['tag', 'Sleep', '--root', 'covers'],
  ['train', 'fake.jsonl', '--out', 'new.json'],
  ['classify', 'Sleep', '--root', 'covers', '--model', 'model.json'],
  ['evaluate', 'fake.jsonl', '--json'],
  ['experiment', 'fake.jsonl', '--n', '3', '--folds', '2'],
  ['convert', 'rows.csv', 'new.jsonl', '--by', 'palette@1'],
  ['store', 'stats', '--store', 'store'],
);
const argv = fc.oneof(
  fc
    .tuple(fc.oneof(fc.constantFrom(...commands), word), fc.array(word, { maxLength: 6 }))
    .map(([first, more]) => [first, ...more]),
  fc
    .tuple(nearlyRight, fc.nat(8), fc.nat(1), fc.array(word, { maxLength: 2 }))
    .map(([right, at, removed, added]) => right.toSpliced(at, removed, ...added)),
);

it('takes a command of a command as seriously as any', async () => {
  const { code, stderr } = await spotitags(['store', 'stats', 'too', 'many']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/too many arguments.*Type: spotitags store stats\|prune\|export/su);
});

it('ends with an exit code and a word, whatever is typed', async () => {
  // Nothing that is typed here is meant for the network.
  const fetch = vi.fn(() => Promise.reject(new TypeError('fetch failed')));
  vi.stubGlobal('fetch', fetch);
  const codes = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(argv, fc.boolean(), fc.boolean(), async (words, hasKeys, isInterrupted) => {
      const root = await mkdtemp(join(folder, 'run-'));
      await cp(join(folder, 'files'), root, { recursive: true });
      process.chdir(root);
      const env = { SPOTIFY_ACCESS_TOKEN: 'token', CLARIFAI_PAT: 'pat', XDG_CACHE_HOME: join(root, 'cache') };
      const stop = isInterrupted
        ? AbortSignal.abort(new Error('Interrupted.'))
        : new AbortController().signal;
      const { code, stdout, stderr } = await spotitags(words, { env: hasKeys ? env : {}, stop });
      codes.set(code, (codes.get(code) ?? 0) + 1);
      expect(isInterrupted ? [0, 1, 2, 130] : [0, 1, 2]).toContain(code);
      expect(stdout + stderr).not.toBe('');
      expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/mu);
      expect('polluted' in {}).toBe(false);
      process.chdir(home);
      await rm(root, { recursive: true });
    }),
    { numRuns: 300 },
  );
  expect([...codes.keys()].sort()).toEqual([0, 1, 130, 2].sort());
});
