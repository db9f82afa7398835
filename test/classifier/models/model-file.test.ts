import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  albumDecades,
  type ArtistProfile,
  type LocalClassifier,
  loadClassifier,
  naiveBayes,
  readDataset,
  SpotiTagsError,
  type TagFilter,
  tagFilter,
} from 'spotitags';
import { profile, separable } from '../../examples.ts';

const asked = profile('Asked', [
  { skull: 0.4, smile: 0.3 },
  { fog: 0.7, pastel: 0.2 },
]);

async function model(options?: Parameters<typeof naiveBayes>[0]): Promise<string> {
  return JSON.stringify(await naiveBayes(options).train(separable()));
}

/** The model text with its content changed and sealed anew is beyond a reader; these keep the old seal. */
function changed(text: string, change: (file: Record<string, unknown>) => void): string {
  const file = JSON.parse(text) as Record<string, unknown>;
  change(file);
  return JSON.stringify(file);
}

const pathOf = (name: string) => fileURLToPath(new URL(`../../fixtures/version-1/${name}`, import.meta.url));
const readFixture = (name: string) => readFile(pathOf(name), 'utf8');

const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, one: unknown) =>
    typeof one === 'number' ? Number(one.toPrecision(12)) : one,
  );

const reasonOf = (text: string): string => {
  try {
    loadClassifier(text);
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'invalid-input')) return error.message;
    throw error;
  }
  return 'loaded';
};

describe('loadClassifier', () => {
  it('gives the predictions and evidence of the model that was written, bit for bit', async () => {
    const before: LocalClassifier = await naiveBayes().train(separable());
    const after = loadClassifier(JSON.stringify(before));
    expect(await after.classify([asked], { evidence: 9 })).toEqual(
      await before.classify([asked], { evidence: 9 }),
    );
    expect(JSON.stringify(after)).toBe(JSON.stringify(before));
    expect(after.stopTags).toEqual(before.stopTags);
  });

  it('reads a model of examples that have none of its features', async () => {
    const before = await naiveBayes({ features: [albumDecades()] }).train(separable());
    expect(before.toJSON().model.vocabulary).toEqual([]);
    const after = loadClassifier(JSON.stringify(before));
    expect(await after.classify([asked])).toEqual(await before.classify([asked]));
  });

  it('carries the filter it was trained with', async () => {
    const filter = tagFilter({ minConfidence: 0.5, aliases: [['cranium', 'skull']] });
    const after = loadClassifier(await model({ filter }));
    const [prediction] = await after.classify([profile('A', [{ cranium: 0.9, smile: 0.49 }])], {
      evidence: 5,
    });
    expect(prediction?.evidence?.map(({ name }) => name)).toEqual(['skull']);
    expect(() => loadClassifier(JSON.stringify(after), { filter: tagFilter() })).toThrow(/filter/);
  });

  it('asks for a filter of the user’s own, by its id', async () => {
    const own = {
      id: 'mine@1',
      config: { anything: true },
      apply: (raw: Parameters<TagFilter['apply']>[0]) => tagFilter().apply(raw),
    };
    const text = await model({ filter: own });
    expect(() => loadClassifier(text)).toThrow(/mine@1/);
    expect(() => loadClassifier(text, { filter: { ...own, id: 'mine@2' } })).toThrow(/mine@1.*mine@2/s);
    expect(loadClassifier(text, { filter: own }).genres).toEqual(['doom metal', 'k-pop']);
  });

  it('leaves unknown tags out of the length, and damps nothing, for a model of version 2', async () => {
    const { model: newer } = (await naiveBayes({ scale: 'sqrt', idf: true }).train(separable())).toJSON();
    const { transform, weights, sources, share, calibration, ...common } = newer;
    expect(share).toBeGreaterThanOrEqual(0);
    const older = {
      ...common,
      transform: { scale: 'sqrt', l2: true, idf: transform.idf },
      parameters: { bias: sources[0]?.bias, weights },
      calibration,
    };
    const sha256 = createHash('sha256').update(JSON.stringify(older)).digest('hex');
    const loaded = loadClassifier(
      JSON.stringify({ format: 'spotitags-model', version: 2, sha256, model: older }),
    );
    const [known, more] = await loaded.classify([
      profile('A', [{ skull: 1 }]),
      profile('A', [{ skull: 1, unheard: 1 }]),
    ]);
    expect(known?.genre).toBe('doom metal');
    expect(more).toEqual(known);
  });

  it('refuses a model of another version, and says which', async () => {
    expect(reasonOf(changed(await model(), (file) => (file['version'] = 4)))).toMatch(/version 4.*1 to 3/);
  });

  it('refuses a model that was changed: a weight, a genre, a list cut short', async () => {
    const text = await model();
    expect(reasonOf(text.replace('k-pop', 'k-rap'))).toMatch(/changed/);
    expect(reasonOf(text.replace(/"bias":\[[^\]]*\]/u, '"bias":[1,0]'))).toMatch(/changed/);
    expect(reasonOf(text.replace(/"temperature":[^,]*/u, '"temperature":0'))).toMatch(/temperature/);
    expect(reasonOf(text.replace(/"bias":\[[^\]]*\]/u, '"bias":[null,0]'))).toMatch(/bias/);
  });

  it('refuses what is not a model', async () => {
    expect(reasonOf('{"format":"something else"}')).toMatch(/not a spotitags model/);
    expect(reasonOf('null')).toMatch(/not a spotitags model/);
    expect(reasonOf((await model()).slice(0, 500))).toMatch(/cut off/);
    for (const version of [1, 2]) {
      expect(reasonOf(`{"format":"spotitags-model","version":${version}}`)).toMatch(/sha256/);
    }
  });

  it('refuses a model of a kind that it does not know, and names those it knows', async () => {
    const text = (await model()).replace('complement-naive-bayes', 'crystal-ball');
    expect(reasonOf(text)).toMatch(/"crystal-ball".*logistic-regression/);
  });

  it.each(['logistic-regression', 'complement-naive-bayes'])(
    'reads %s of version 1: the predictions are those of the release that wrote it',
    async (kind) => {
      const text = await readFixture(`${kind}.json`);
      const classifier = loadClassifier(text);
      const profiles: ArtistProfile[] = [];
      for await (const item of readDataset(pathOf('dataset.jsonl'))) profiles.push(item.profile);
      const expected = JSON.parse(await readFixture('predictions.json')) as Record<string, unknown>;
      const predictions = await classifier.classify(profiles, { evidence: 4 });
      // The same numbers, added in another order.
      expect(rounded(predictions)).toEqual(rounded(expected[kind]));
      expect(
        reasonOf(text.replace('"pastel"', '"pasta"').replace('palette: pastel', 'palette: pasta')),
      ).toMatch(/changed/);

      const rewritten = JSON.stringify(classifier);
      expect(JSON.parse(rewritten)).toMatchObject({
        version: 3,
        model: {
          catalogs: [],
          taggers: [{ namespace: 'clip: ' }, { namespace: 'palette: ' }],
        },
      });
      expect(await loadClassifier(rewritten).classify(profiles, { evidence: 4 })).toEqual(predictions);
    },
  );
});
