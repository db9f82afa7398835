import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readDataset, sumSound } from 'spotitags';
import { folderOf } from '../files.ts';
import { flacSound } from '../sound/files.ts';
import { clicks, mono, whiteNoise } from '../sound/signals.ts';
import { spotitags } from './run.ts';

/** Artists with fast clicks, and artists with noise; all covers are alike. */
async function library(): Promise<string> {
  const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#c01010' } })
    .jpeg()
    .toBuffer();
  const track = (artist: string, genre: string, samples: Float32Array) =>
    flacSound(mono(samples), { artist, album: 'Untitled', genre, picture: { bytes } });
  const [fast, noise] = [clicks(150, 8), whiteNoise(8)];
  const files: Record<string, Uint8Array> = {};
  for (const at of [1, 2, 3, 4]) {
    files[`Fast ${at}/1.flac`] = track(`Fast ${at}`, 'doom', fast);
    files[`Noise ${at}/1.flac`] = track(`Noise ${at}`, 'noise', noise);
  }
  return folderOf(files);
}

it('collects, trains and classifies by sound', async () => {
  const root = await library();
  const folder = await folderOf({});
  const [out, model] = [join(folder, 'dataset.jsonl'), join(folder, 'model.json')];
  const source = ['--catalog', 'library', '--root', root, '--store', join(folder, 'store')];
  const collected = await spotitags(['collect', ...source, '--sound', 'meter', '--out', out]);
  expect(collected).toMatchObject({ code: 0 });
  const found = new Map<string, string[]>();
  for await (const { genre, profile } of readDataset(out)) {
    expect(profile.sound).toBe('meter@1');
    found.set(
      genre,
      sumSound(profile.albums).map(({ name }) => name),
    );
  }
  expect(found.get('doom')).toContain('mechanical beat');
  expect(found.get('noise')).toContain('sustained');

  const trained = await spotitags(['train', out, '--features', 'sound', '--out', model]);
  expect(trained).toMatchObject({ code: 0 });
  const classified = await spotitags([
    ...['classify', 'Fast 1', ...source],
    ...['--sound', 'meter', '--model', model],
  ]);
  expect(classified.stdout).toMatch(/^Fast 1: doom\n/u);
  expect(classified.stdout).toContain('(sound)');

  const unheard = await spotitags(['classify', 'Fast 1', ...source, '--model', model]);
  expect(unheard.stderr).toContain(
    'Note: the model also knows the sound tags of meter@1, and nothing was listened to.',
  );
});

it('tag lists what an artist sounds like, beside what the covers look like', async () => {
  const root = await library();
  const store = await folderOf({});
  const command = ['tag', 'Noise 1', '--catalog', 'library', '--root', root, '--store', store];
  const { stdout, code } = await spotitags([...command, '--sound', 'meter', '--top', '20']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Sound, by meter@1, heaviest first:\n +tag +aspect +albums +sum\n.*(?:tempo|loudness)/msu,
  );
  expect(stdout).toMatch(/^ *very noisy +noise +1 of 1 +1\.00$/mu);
  expect(stdout).toContain('red');
  const { stdout: json } = await spotitags([...command, '--sound', 'meter', '--json']);
  expect(JSON.parse(json)).toMatchObject({
    sound: 'meter@1',
    albums: [{ sound: { status: 'tagged' } }],
  });
});

it('takes a sound tagger of the user’s own', async () => {
  const root = await library();
  const folder = await folderOf({
    'ear.mjs': `export default { id: 'ear@1', describe: async () => ({ tags: [{ name: 'velvet', confidence: 1 }] }) };`,
    'no-ear.mjs': 'export default {};',
  });
  const command = ['tag', 'Noise 1', '--catalog', 'library', '--root', root, '--store', folder];
  const { stdout } = await spotitags([...command, '--sound', join(folder, 'ear.mjs')]);
  expect(stdout).toMatch(/^ *velvet +1 of 1 +1\.00$/mu);
  const { stderr, code } = await spotitags([...command, '--sound', join(folder, 'no-ear.mjs')]);
  expect(code).toBe(2);
  expect(stderr).toContain(
    'must have a default export that is a sound tagger (an object with id and describe)',
  );
});

it('says what to do if there is nothing to listen to', async () => {
  const covers = fileURLToPath(new URL('../../examples/covers', import.meta.url));
  const store = await folderOf({});
  const { stderr } = await spotitags([
    ...['tag', 'Hraskelv', '--root', covers, '--store', store],
    ...['--sound', 'meter'],
  ]);
  expect(stderr).toContain('Note: the catalog folder has no music files, so nothing was listened to.');
  const images = await spotitags(['tag', '--image', join(covers, 'x.jpg'), '--sound', 'meter']);
  expect(images.code).toBe(2);
  const wrong = await spotitags(['tag', 'Sleep', '--sound', 'ears']);
  expect(wrong.stderr).toContain('Allowed choices are meter, or a module such as ./my-sound.js.');
});
