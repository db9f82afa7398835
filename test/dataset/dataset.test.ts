import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../fast-check.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Example, readDataset, SpotiTagsError, writeDataset } from 'spotitags';
import { example, profile, separable } from '../examples.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
  path = join(folder, 'dataset.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function read(): Promise<Example[]> {
  const examples: Example[] = [];
  for await (const item of readDataset(path)) examples.push(item);
  return examples;
}

const odd = example('__proto__', 'Bj\u00f6rk\n"quoted"\u2028', { constructor: 0.5, 'a,b': 1 });

describe('datasets', () => {
  it('come back as they were written', async () => {
    const examples = [...separable(3), odd];
    expect(await writeDataset(path, 'fake@1', examples)).toBe(examples.length);
    expect(await read()).toEqual(examples);
  });

  it('begin with a header, and have one example a line', async () => {
    await writeDataset(path, 'fake@1', separable(1));
    const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(header).toBe('{"format":"spotitags-dataset","version":1,"tagger":"fake@1"}');
    expect(lines).toHaveLength(2);
  });

  it('are written whole or not at all, and leave what was there', async () => {
    await writeDataset(path, 'fake@1', separable(1));
    const before = await readFile(path, 'utf8');
    async function* breaking() {
      yield* separable(2);
      await Promise.reject(new Error('lost'));
    }
    await expect(writeDataset(path, 'fake@1', breaking())).rejects.toThrow('lost');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await readdir(folder)).toEqual(['dataset.jsonl']);
  });

  it('refuse an example of another tagger', async () => {
    const mixed = [...separable(1), { genre: 'a', profile: profile('B', [], 'other@1') }];
    await expect(writeDataset(path, 'fake@1', mixed)).rejects.toThrow(/fake@1.*other@1/);
    await writeFile(
      path,
      `{"format":"spotitags-dataset","version":1,"tagger":"x"}\n${JSON.stringify(odd)}\n`,
    );
    await expect(read()).rejects.toThrow(/line 2.*tagger x.*fake@1/);
  });

  it('name the line that is cut, or is no example', async () => {
    await writeDataset(path, 'fake@1', separable(2));
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, -40));
    await expect(read()).rejects.toThrow(/line 5: this is no JSON; was the line cut/);
    await writeFile(path, text.replace(/"weight":[\d.]+/u, '"weight":-1'));
    await expect(read()).rejects.toThrow(/line 2: profile\.tags\.0\.weight/);
    await writeFile(path, text.replace(/"genre":"k-pop"/u, '"genre":""'));
    await expect(read()).rejects.toThrow(/line 3: genre/);
  });

  it('of another version or format, empty or absent, are clear errors', async () => {
    await expect(read()).rejects.toSatisfy((error) => SpotiTagsError.isInstance(error, 'not-found'));
    await writeFile(path, '');
    await expect(read()).rejects.toThrow(/empty/);
    await writeFile(path, '{"format":"spotitags-dataset","version":9,"tagger":"x"}\n');
    await expect(read()).rejects.toThrow(/version 1.*9/);
    await writeFile(path, 'genre,tags\n');
    await expect(read()).rejects.toThrow(/line 1/);
  });

  it('never throw anything but a clear error, whatever the file holds', async () => {
    const line = fc.oneof(fc.string(), fc.json());
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 4 }), async (lines) => {
        const header = '{"format":"spotitags-dataset","version":1,"tagger":"x"}';
        await writeFile(path, [header, ...lines].join('\n'));
        await read().catch((error: unknown) => {
          expect(SpotiTagsError.isInstance(error, 'invalid-input')).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('stop reading when aborted or left', async () => {
    await writeDataset(path, 'fake@1', separable(200));
    const reason = new Error('stop');
    const controller = new AbortController();
    const reading = (async () => {
      for await (const item of readDataset(path, { signal: controller.signal })) {
        expect(item.genre).toBeTruthy();
        controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    for await (const item of readDataset(path)) {
      expect(item.genre).toBe('doom metal');
      break;
    }
  });
});
