import { expect, it } from 'vitest';
import { type Example, loadClassifier, logisticRegression, nearestCentroid } from 'spotitags';
import { blocksOf } from '../../../src/classifier/features/blocks.ts';
import { RowsBuilder } from '../../../src/classifier/features/rows.ts';
import { transformRows } from '../../../src/classifier/features/transform.ts';
import { keepAll, profile } from '../../examples.ts';

const together = 'clip and palette';
const taggers = [
  { id: 'clip@1', namespace: 'clip: ' },
  { id: 'palette@1', namespace: 'palette: ' },
];

it('scales the tags of each tagger, titles and decades by themselves', () => {
  const vocabulary = ['decade:1990s', 'tag:clip: a', 'tag:palette: a', 'tag:palette: b', 'title:a'] as const;
  const { ofColumns: blocks } = blocksOf(vocabulary, taggers);
  expect(new Set(blocks).size).toBe(4);
  expect(blocks[2]).toBe(blocks[3]);
  // Of one tagger's tags, a colon is part of the name.
  expect(new Set(blocksOf(vocabulary, [{ id: 'clip@1', namespace: '' }]).ofColumns).size).toBe(3);

  const rows = new RowsBuilder();
  // In whatever order they come: those of a block need not follow each other.
  for (const [column, weight] of [
    [2, 3],
    [1, 7],
    [3, 4],
    [4, 2],
  ] as const)
    rows.push(column, weight);
  rows.endRow();
  const transform = {
    blocks: Array.from({ length: 4 }, () => ({ scale: 'weight', l2: true, unseen: 1 }) as const),
    idf: new Float64Array(5).fill(1),
    blockOf: blocks,
  };
  expect([...transformRows(transform, rows.rows()).values]).toEqual([3 / 5, 1, 4 / 5, 1]);
});

/** Artists whose genre one tagger tells by a single tag, while another says fifty things at random. */
function drowned(namespace: (who: string) => string): Example[] {
  const parts = namespace('x') === '' ? {} : { taggers };
  let state = 7;
  const random = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
  return Array.from({ length: 60 }, (_, at): Example => {
    const genre = at % 2 === 0 ? 'doom metal' : 'k-pop';
    const noise = Array.from({ length: 50 }, () => [
      `${namespace('palette')}noise ${Math.floor(100 * random())}`,
      0.2 + 0.8 * random(),
    ]);
    const clear = [`${namespace('clip')}${at % 2 === 0 ? 'skull' : 'smile'}`, 0.3];
    const covers = [Object.fromEntries([...noise, clear])];
    return { genre, profile: { ...profile(`Artist ${at}`, covers, together), ...parts } };
  });
}

it.each([['logistic regression', logisticRegression] as const, ['centroid', nearestCentroid] as const])(
  'lets the few words of one tagger be heard beside the many of another: %s',
  async (_, trainer) => {
    const options = { filter: keepAll, scale: 'weight', idf: false } as const;
    const sureOf = async (examples: readonly Example[]) => {
      const classifier = await trainer(options).train(examples.slice(0, 40));
      const reread = loadClassifier(JSON.stringify(classifier));
      const asked = examples.slice(40).map((example) => example.profile);
      const predictions = await classifier.classify(asked);
      expect(await reread.classify(asked)).toEqual(predictions);
      const genres = examples.slice(40).map(({ genre }) => genre);
      const right = predictions.map(
        ({ scores }, at) => scores.find(({ genre }) => genre === genres[at])?.probability ?? 0,
      );
      return right.reduce((sum, one) => sum + one, 0) / right.length;
    };
    const namespaced = await sureOf(drowned((who) => `${who}: `));
    const merged = await sureOf(drowned(() => ''));
    expect(namespaced).toBeGreaterThan(0.9);
    expect(merged).toBeLessThan(namespaced - 0.05);
  },
);
