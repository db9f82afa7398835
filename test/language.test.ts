import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectFile } from '../scripts/subpaths.ts';

/** Phrases of the style guide, `docs/contributing/style.md`, and what to write instead. */
const banned: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/(?<!\bthere )\b(?:is|are) no (?!longer\b)/iu, 'is not a …'],
  [/\bwhoever\b/iu, 'a caller, a client'],
  // With a capital letter it is the name of an artist in tests.
  [/\bnobody\b/u, 'no caller, no client'],
  [/\bheeds?\b/iu, 'reads, ignores'],
  [/\bbears\b/iu, 'has, can show'],
  [/\bfor ever\b/iu, 'without an end, never expires'],
  [/\bone['’]s own\b/iu, 'your own, its own'],
  [/\bof ours\b/iu, 'our …'],
  [
    /colour|behaviour|\bcentre|normalis|recognis|favour|catalogue|licence\b|judgement|artefact/iu,
    'US spelling',
  ],
];

/** The guide itself, data that others wrote, and a wrong name that a test gives on purpose. */
const excepted = new Set([
  'docs/contributing/style.md',
  'src/tags/broad-tags.ts',
  'test/language.test.ts',
  'test/tags/filter.test.ts',
  'test/own-images.test.ts',
]);

const folders = ['src', 'test', 'docs', 'examples', 'bench', 'scripts', 'assembly'];
const files = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'tsup.config.ts',
  'vitest.config.ts',
];

function* texts(): Generator<string> {
  yield* files;
  for (const folder of folders) {
    for (const entry of readdirSync(projectFile(folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(projectFile('').length);
      if (entry.isFile() && /\.(?:ts|md)$/u.test(path) && !/node_modules|\/fixtures\//u.test(path))
        yield path;
    }
  }
}

it('comments, messages, tests and docs keep to the style guide', () => {
  const found: string[] = [];
  for (const path of texts()) {
    if (excepted.has(path.replaceAll('\\', '/'))) continue;
    for (const [at, line] of readFileSync(projectFile(path), 'utf8').split('\n').entries()) {
      for (const [phrase, instead] of banned) {
        const match = phrase.exec(line)?.[0];
        if (match !== undefined)
          found.push(`${path}:${at + 1} "${match}", write "${instead}": ${line.trim()}`);
      }
    }
  }
  expect(found).toEqual([]);
});
