import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { type Example, type GenreExample, naiveBayes, readCsv, SpotiTagsError, writeCsv } from 'spotitags';
import { example, profile, separable } from '../examples.ts';
import { folderOf } from '../files.ts';

const tagger = 'fake@1';
const pathOf = async () => join(await folderOf({}), 'examples.csv');

async function read(path: string): Promise<GenreExample[]> {
  const examples: GenreExample[] = [];
  for await (const item of readCsv(path, { tagger })) examples.push(item);
  return examples;
}

const summed = (genre: string, names: readonly string[]): Example => ({
  genre,
  profile: { ...profile('A', []), tags: names.map((name) => ({ name, weight: 1, covers: 1 })) },
});

describe('CSV in the form of Google Prediction', () => {
  it('has a genre and tags in each row, each tag as often as covers carry it', async () => {
    const path = await pathOf();
    const examples = [
      example('doom metal', 'A', { skull: 0.9, 'dark red': 0.5 }, { skull: 0.8 }),
      example('k-pop', 'B', {}),
    ];
    expect(await writeCsv(path, examples)).toBe(2);
    expect(await readFile(path, 'utf8')).toBe('"doom metal","skull skull dark_red"\n"k-pop",""\n');
    expect((await read(path)).map(({ genre, profile: { tags } }) => ({ genre, tags }))).toEqual([
      {
        genre: 'doom metal',
        tags: [
          { name: 'skull', weight: 2, covers: 2 },
          { name: 'dark red', weight: 1, covers: 1 },
        ],
      },
      { genre: 'k-pop', tags: [] },
    ]);
  });

  it('trains a model', async () => {
    const path = await pathOf();
    await writeCsv(path, separable());
    const classifier = await naiveBayes().train(readCsv(path, { tagger }));
    expect((await classifier.classify([profile('A', [{ skull: 0.9 }])]))[0]?.genre).toBe('doom metal');
  });

  it('runs no formula in a spreadsheet', async () => {
    const path = await pathOf();
    const wide = ['\n=1', '＝1', '＋1', '－1', '＠1', "'＝1"];
    await writeCsv(path, [
      summed('=cmd|calc', ['@sum', '-1']),
      summed('+1', ['=x']),
      summed("'=y", ['\tz']),
      ...wide.map((genre) => summed(genre, [])),
    ]);
    const text = await readFile(path, 'utf8');
    for (const cell of text.match(/"[^"]*"/gu) ?? []) expect(cell).not.toMatch(/^"[=+\-@\t\r\n＝＋－＠]/u);
    expect((await read(path)).map(({ genre }) => genre)).toEqual(['=cmd|calc', '+1', "'=y", ...wide]);
  });

  it('gives back any genre and any tag', async () => {
    const tag = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((name) => name.replace(/\s+/gu, ' ').trim())
      .filter((name) => name !== '');
    const genre = fc
      .string({ unit: 'grapheme' })
      .filter((name) => name.trim() !== '' && !/[\r\n\ufeff]/u.test(name));
    const path = await pathOf();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(genre, fc.uniqueArray(tag)), { minLength: 1, maxLength: 5 }),
        async (rows) => {
          await writeCsv(
            path,
            rows.map(([name, tags]) => summed(name, tags)),
          );
          const back = await read(path);
          expect(back.map((item) => [item.genre, item.profile.tags.map(({ name }) => name).sort()])).toEqual(
            rows.map(([name, tags]) => [name, [...tags].sort()]),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('skips a row of headings, and takes the separator of the first line', async () => {
    const path = await pathOf();
    for (const text of [
      'Genre,Tags\ndoom metal,skull fog\n',
      '\ufeffsep=;\r\n"doom metal";"skull fog"\r\n',
      'sep=\t\ngenre\ttags\ndoom metal\tskull fog',
    ]) {
      await writeFile(path, text);
      expect((await read(path)).map(({ genre, profile: { tags } }) => [genre, tags.length])).toEqual([
        ['doom metal', 2],
      ]);
    }
    await writeFile(path, '"a";"x"\n');
    await expect(read(path)).rejects.toThrow(/row 1: .*make the first line sep=; with that character/);
  });

  it('refuses another encoding, and a row without an end', async () => {
    const path = await pathOf();
    await writeFile(path, Buffer.from('"métal","x"\n', 'latin1'));
    await expect(read(path)).rejects.toThrow(/is not a text in UTF-8/);
    await writeFile(path, `"a","${'x'.repeat(10_000_001)}"`);
    await expect(read(path)).rejects.toThrow(/row 1: Max Record Size/);
  });

  it('refuses an artist whose tags would fill the memory', async () => {
    const path = await pathOf();
    const many = { ...summed('a', []).profile, tags: [{ name: 'x', weight: 1, covers: 1e9 }] };
    await expect(writeCsv(path, [{ genre: 'a', profile: many }])).rejects.toThrow(/The limit is 10000000/);
  });

  it('names the row that is none', async () => {
    const path = await pathOf();
    for (const [text, message] of [
      ['"a","x"\n"b"\n', /row 2: expected "genre","tag tag tag", got 1 cell\./],
      ['"a","x","y"\n', /row 1.*got 3 cells/],
      ['" ","x"\n', /without a genre/],
      ['"a","x"\n"b","y', /row 2: Quote Not Closed/],
      ['"a","x"\nb "c","y"', /row 2: Invalid Opening Quote/],
    ] as const) {
      await writeFile(path, text);
      await expect(read(path)).rejects.toThrow(message);
    }
    await expect(read(`${path}.none`)).rejects.toSatisfy((error) =>
      SpotiTagsError.isInstance(error, 'not-found'),
    );
  });
});
