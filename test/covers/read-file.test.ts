import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClarifaiTagger, type Cover, type Tagger } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverKey } from '../../src/covers/cover-key.ts';
import { readCoverFile } from '../../src/covers/read-file.ts';

let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'covers-'));
  execFileSync('mkfifo', [at('pipe')]);
  await writeFile(at('large'), '');
  await truncate(at('large'), 100_000_001);
  await writeFile(at('small'), 'abc');
});
afterAll(() => rm(folder, { recursive: true }));

const noFile = { code: 'cover', message: 'The image is not a file, or it is larger than 100 MB.' };

describe('a cover of a path', () => {
  it('is read whole', async () => {
    expect(Buffer.from(await readCoverFile(at('small'))).toString()).toBe('abc');
  });

  it.each(['pipe', 'large', '.'])(
    'that is not a file of a cover’s size is refused at once: %s',
    async (name) => {
      await expect(readCoverFile(at(name))).rejects.toMatchObject(noFile);
      await expect(coverKey({ path: at(name) })).rejects.toMatchObject(noFile);
    },
  );

  it('that leads to a pipe is refused by every tagger, and holds none up', async () => {
    const cover: Cover = { path: at('pipe') };
    const taggers: Tagger[] = [new PaletteTagger(), new ClarifaiTagger({ pat: 'pat' })];
    for (const tagger of taggers) {
      const [result] = await tagger.tag([cover]);
      expect(result?.error, tagger.id).toMatchObject(noFile);
      await tagger.close?.();
    }
  });

  it('that is not there is named by its code alone, as messages end up in datasets', async () => {
    const error: unknown = await readCoverFile(at('none')).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'cover', message: 'The image does not exist.' });
  });
});
