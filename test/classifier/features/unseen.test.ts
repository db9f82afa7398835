import { expect, it } from 'vitest';
import { allTags, type Example, type Feature, keyTags, titleWords } from 'spotitags';
import { blocksOf } from '../../../src/classifier/features/blocks.ts';
import { featureCounter, kindCounter } from '../../../src/classifier/features/count-features.ts';
import { prepareExamples } from '../../../src/classifier/features/prepare.ts';
import { profileReader } from '../../../src/classifier/features/read-profiles.ts';
import { fitTransform, transformRows } from '../../../src/classifier/features/transform.ts';
import { scoreRows } from '../../../src/classifier/fitting/scores.ts';
import fc from '../../fast-check.ts';
import { keepAll, profile } from '../../examples.ts';

const count = kindCounter({ filter: keepAll, minCovers: 1 });

function titled(
  genre: string,
  name: string,
  words: readonly string[],
  tags: Readonly<Record<string, number>>,
): Example {
  const whole = profile(name, [tags]);
  return {
    genre,
    profile: { ...whole, albums: whole.albums.map((album) => ({ ...album, title: words.join(' ') })) },
  };
}

const training = [
  titled('doom', 'A', ['crypt', 'raven'], { skull: 0.9, fog: 0.1, dark: 0.5 }),
  titled('doom', 'B', ['crypt'], { skull: 1, dark: 0.5 }),
  titled('pop', 'C', ['candy', 'raven'], { smile: 1, dark: 0.5 }),
  titled('pop', 'D', ['candy'], { smile: 0.8, fog: 0.2, dark: 0.5 }),
];

async function prepare(features: readonly Feature[]) {
  const prepared = await prepareExamples(training, { features, count, learnStopTags: true });
  return { prepared, read: profileReader({ ...prepared, features }, featureCounter(features, count)) };
}

it('never scores a block higher, or lower below zero, for features that training did not have', async () => {
  const features = [allTags(), titleWords()];
  const { prepared, read } = await prepare(features);
  const { vocabulary, rows, origin } = prepared;
  const { ofColumns: blocks, kinds } = blocksOf(vocabulary, origin.taggers);
  const tag = fc.constantFrom('skull', 'fog', 'smile');
  const word = fc.constantFrom('crypt', 'raven', 'candy');
  const unseenTags = fc.dictionary(
    fc.constantFrom('u1', 'u2', 'u3'),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.record({
        choice: fc.record({
          scale: fc.constantFrom('weight', 'sqrt', 'log1p', 'presence'),
          idf: fc.boolean(),
          l2: fc.boolean(),
        }),
        tags: fc.dictionary(tag, fc.double({ min: 0.01, max: 1, noNaN: true })),
        words: fc.uniqueArray(word),
        unseenTags,
        unseenWords: fc.uniqueArray(fc.constantFrom('unread', 'unsung')),
        weights: fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 12, maxLength: 12 }),
      }),
      ({ choice, tags, words, unseenTags: moreTags, unseenWords, weights }) => {
        const known = titled('', 'X', words, tags).profile;
        const more = titled('', 'X', [...words, ...unseenWords], { ...tags, ...moreTags }).profile;
        const transformed = transformRows(
          fitTransform(
            rows,
            blocks,
            kinds.map(() => choice),
          ),
          read([known, more]),
        );
        for (const block of new Set(blocks)) {
          const ofBlock = Float64Array.from({ length: 2 * blocks.length }, (_, at) =>
            blocks[at >> 1] === block ? (weights[at % weights.length] ?? 0) : 0,
          );
          const scores = scoreRows(transformed, { weights: ofBlock, bias: new Float64Array(2) });
          for (const genre of [0, 1]) {
            const [before = 0, after = 0] = [scores[genre], scores[2 + genre]];
            expect(Math.abs(after)).toBeLessThanOrEqual(Math.abs(before) + 1e-9);
            // Half of the words are known: the rest is part of the length.
            if (
              choice.l2 &&
              !choice.idf &&
              words.length === 1 &&
              unseenWords.length === 1 &&
              kinds[block] === 'title'
            ) {
              expect(after).toBeCloseTo(before / Math.sqrt(2), 9);
            }
          }
        }
      },
    ),
  );
});

it('leaves stop tags and tags that were not chosen out of the length', async () => {
  const asked = profile('X', [{ dark: 0.9, fog: 0.9, unheard: 0.9 }]);
  const all = await prepare([allTags()]);
  expect(all.prepared.stopTags).toEqual(['dark']);
  const columns = ({ columns, ends }: ReturnType<typeof all.read>) => [...columns.subarray(0, ends[0])];
  expect(columns(all.read([asked]))).toEqual([0, all.prepared.vocabulary.length]);
  const chosen = await prepare([keyTags(1)]);
  expect(chosen.prepared.vocabulary).toEqual(['tag:skull', 'tag:smile']);
  expect(columns(chosen.read([asked]))).toEqual([]);
});
