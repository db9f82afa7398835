import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import {
  combineTaggers,
  type Cover,
  type CoverWord,
  FolderCatalog,
  SpotiTags,
  type TagResult,
} from 'spotitags';
import { LetteringTagger } from 'spotitags/lettering';
import { PaletteTagger } from 'spotitags/palette';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { taggerChecks } from '../../src/testing/tagger.ts';
import { runChecks } from '../checks.ts';
import { spotitags } from '../cli/run.ts';
import { folderOf } from '../files.ts';
import { written } from './use-lettering.ts';
import { failure, mostHeld, watchSessions } from './use-onnx.ts';

const title = await written([{ text: 'THE HILL', left: 30, top: 30, height: 35 }]);
const lines = await written([
  { text: 'FELT', left: 40, top: 200, height: 28 },
  { text: 'LITTLE LEFT', left: 40, top: 250, height: 21 },
]);
const empty = await written([]);
const covers: [Cover, Cover, Cover] = [{ bytes: title }, { bytes: lines }, { bytes: empty }];

async function load(): Promise<LetteringTagger> {
  const tagger = await LetteringTagger.load();
  onTestFinished(() => tagger.close());
  return tagger;
}

const texts = (result: { readonly words?: readonly CoverWord[] } | undefined) =>
  result?.words?.map(({ text }) => text);
const names = (result: TagResult | undefined) => result?.tags?.map(({ name }) => name);

describe('LetteringTagger keeps the contract of taggers', () => {
  runChecks(
    taggerChecks({
      create: () => LetteringTagger.load(),
      covers,
      broken: { bytes: Buffer.from('no image') },
      supports: { counter: { no: 'It sends no images to a service.' } },
    }),
  );
});

describe('LetteringTagger', () => {
  it('reads the words, in lower case, from top to bottom', async () => {
    const [one, two, none] = await (await load()).tag(covers);
    expect(texts(one)).toEqual(['the', 'hill']);
    expect(texts(two)).toEqual(['felt', 'little', 'left']);
    for (const { confidence } of one?.words ?? []) expect(confidence).toBeGreaterThan(0.8);
    expect(none).toEqual({ tags: [{ name: 'no text', confidence: 1 }], words: [] });
  });

  it('says how much lettering there is, and where', async () => {
    const tagger = await load();
    const results = await tagger.tag(covers);
    expect(names(results[0])).toEqual(expect.arrayContaining(['little text', 'text at the top']));
    expect(names(results[1])).toEqual(expect.arrayContaining(['little text', 'text at the bottom']));
    const large = await written([{ text: 'HILL', left: 10, top: 100, height: 80 }]);
    const [result] = await tagger.tag([{ bytes: large }]);
    expect(names(result)).toEqual(expect.arrayContaining(['large lettering', 'text in the middle']));
    const all = results.flatMap(({ tags }) => tags ?? []).map(({ name }) => tagger.aspectOf(name));
    expect(new Set(all)).toEqual(new Set(['lettering']));
    expect(tagger.aspectOf('dark')).toBeUndefined();
  });

  it('reads the same of an image of another size', async () => {
    const tagger = await load();
    for (const scale of [0.6, 2, 6]) {
      const line = { text: 'THE HILL', left: 30 * scale, top: 30 * scale, height: 35 * scale };
      const [result] = await tagger.tag([{ bytes: await written([line], 300 * scale) }]);
      expect(texts(result), `${scale} times`).toEqual(['the', 'hill']);
    }
  });

  it('holds four covers in memory at most, however many are asked for', async () => {
    const { most } = await mostHeld(async (options) => {
      const tagger = await LetteringTagger.load(options);
      onTestFinished(() => tagger.close());
      return tagger;
    }, Buffer.from('no image'));
    expect(most).toBe(4);
  });

  it('runs no model after its signal has aborted', async () => {
    const run = vi.fn();
    const create = InferenceSession.create.bind(InferenceSession);
    const spy = vi.spyOn(InferenceSession, 'create').mockImplementation(async (...given) => {
      const session = await create(...given);
      const own = session.run.bind(session);
      vi.spyOn(session, 'run').mockImplementation((...inputs) => {
        run();
        return own(...inputs);
      });
      return session;
    });
    onTestFinished(() => {
      spy.mockRestore();
    });
    const tagger = await load();
    await tagger.tag([covers[0]]);
    const controller = new AbortController();
    const batch = Array.from({ length: 16 }, () => covers[1]);
    const tagging = tagger.tag(batch, { signal: controller.signal });
    const before = run.mock.calls.length;
    await vi.waitUntil(() => run.mock.calls.length > before, { interval: 1, timeout: 60_000 });
    controller.abort(new Error('enough'));
    const asked = run.mock.calls.length;
    await expect(tagging).rejects.toThrow('enough');
    // Waits its turn behind all that would still run.
    await tagger.tag([covers[2]]);
    expect(run.mock.calls.length).toBe(asked + 1);
  });

  it('releases its two sessions when it is closed, and tags nothing more', async () => {
    const sessions = watchSessions();
    const tagger = await LetteringTagger.load();
    expect(sessions).toEqual({ made: 2, open: 2 });
    await Promise.all([tagger.close(), tagger.close()]);
    expect(sessions.open).toBe(0);
    expect(await failure(tagger.tag(covers))).toMatchObject({
      code: 'invalid-input',
      message: 'The lettering tagger is closed.',
    });
  });

  it('leaves no session if loading is aborted', async () => {
    const sessions = watchSessions();
    const controller = new AbortController();
    const loading = LetteringTagger.load({}, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(loading).rejects.toThrow('enough');
    await expect.poll(() => sessions.open).toBe(0);
  });

  it('refuses options that it does not have', async () => {
    expect(await failure(LetteringTagger.load({ maxPixels: 0 }))).toMatchObject({
      message: 'maxPixels must be a whole number from 1, got 0.',
    });
  });

  it('keeps its words in profiles, beside the tags of the palette', async () => {
    const root = await folderOf({ 'metal/Hill/The Hill.png': title, 'metal/Hill/Felt.png': lines });
    const tagger = combineTaggers(new PaletteTagger(), await LetteringTagger.load());
    await using spotiTags = new SpotiTags({ catalog: new FolderCatalog({ root }), tagger });
    const { albums } = await spotiTags.tagArtist('Hill');
    const words = albums.map(({ cover }) => cover.status === 'tagged' && texts(cover));
    expect(words).toEqual(expect.arrayContaining([['the', 'hill']]));
  });
});

it('shows words and tags on the command line', async () => {
  const root = await folderOf({ 'hill.png': title });
  const image = ['tag', '--tagger', 'lettering', '--image', join(root, 'hill.png')];
  const { code, stdout, stderr } = await spotitags([...image, '--store', join(root, 'store')]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/Tags of lettering, .*little text +lettering.*\nWords: the hill\n$/su);
});
