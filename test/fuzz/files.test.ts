import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from '../fast-check.ts';
import {
  allTags,
  albumDecades,
  loadClassifier,
  logisticRegression,
  naiveBayes,
  nearestCentroid,
  readCsv,
  readDataset,
  titleWords,
  writeCsv,
  writeDataset,
} from 'spotitags';
import { describe, expect, it } from 'vitest';
import { profile, separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { jsonText, listOf, mutated, unquoteHuge, worksOrSays } from './mutations.ts';

const asked = profile('Asked', [{ skull: 0.4, smile: 0.3 }, { fog: 0.7 }]);

/** A text with pieces cut out, doubled, or put in. */
function mutatedText(text: string): fc.Arbitrary<string> {
  const cut = fc.tuple(
    fc.nat(text.length),
    fc.nat(20),
    fc.oneof(fc.string(), fc.constantFrom('"', '\n', '\r', '\ufeff', ',', '\u0000', '{"__proto__":1}')),
  );
  return fc
    .array(cut, { minLength: 1, maxLength: 3 })
    .map((cuts) =>
      cuts.reduce(
        (cutText, [at, length, piece]) => cutText.slice(0, at) + piece + cutText.slice(at + length),
        text,
      ),
    );
}

describe('datasets', () => {
  it('are read, or our errors say why not', async () => {
    const path = join(await folderOf({}), 'dataset.jsonl');
    await writeDataset(path, 'fake@1', separable(2));
    const real = await readFile(path, 'utf8');
    const lines = real.trimEnd().split('\n');
    const line = jsonText(...lines.map((text) => JSON.parse(text) as unknown));
    const text = fc.oneof(
      mutatedText(real),
      fc
        .tuple(fc.nat(lines.length - 1), line)
        .map(([at, changed]) => lines.toSpliced(at, 1, changed).join('\n')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        await writeFile(path, content);
        const examples = await worksOrSays(() => listOf(readDataset(path)));
        // What was read can be learned from, written, and is an example all the same.
        if (!examples || examples.length === 0) return;
        await worksOrSays(() => naiveBayes().train(examples));
        await writeDataset(`${path}.2`, examples[0]?.profile.tagger ?? '', examples);
        expect(await listOf(readDataset(`${path}.2`))).toEqual(examples);
      }),
      { numRuns: 300 },
    );
  });
});

describe('CSV', () => {
  it('is read, or our errors say why not', async () => {
    const path = join(await folderOf({}), 'examples.csv');
    await writeCsv(path, separable(2));
    const real = await readFile(path, 'utf8');
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutatedText(real), fc.string()), async (content) => {
        await writeFile(path, content);
        const examples = await worksOrSays(() => listOf(readCsv(path, { tagger: 'fake@1' })));
        if (examples?.length) await worksOrSays(() => naiveBayes().train(examples));
      }),
      { numRuns: 400 },
    );
  });
});

describe('models', () => {
  it('are loaded and say probabilities, or our errors say why not', async () => {
    const features = [allTags(), titleWords(), albumDecades()];
    const trainers = [
      naiveBayes({ features }),
      nearestCentroid({ features }),
      logisticRegression({ features }),
    ];
    const files = await Promise.all(
      trainers.map(
        async (trainer) => JSON.parse(JSON.stringify(await trainer.train(separable(4)))) as unknown,
      ),
    );
    const models = files.map((file) => (file as { model: unknown }).model);
    // Sealed anew, or a reader would look no further.
    const resealed = mutated(...models).map((model) => {
      const text = unquoteHuge(JSON.stringify(model));
      const sha256 = createHash('sha256').update(text).digest('hex');
      return `{"format":"spotitags-model","version":3,"sha256":"${sha256}","model":${text}}`;
    });
    const outcomes = { loaded: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 4, arbitrary: resealed }, { weight: 1, arbitrary: jsonText(...files) }),
        async (text) => {
          const classifier = await worksOrSays(() => loadClassifier(text));
          outcomes[classifier ? 'loaded' : 'refused'] += 1;
          if (!classifier) return;
          const by = { ...asked, tagger: (JSON.parse(text) as { model: { tagger: string } }).model.tagger };
          const [prediction] = (await worksOrSays(() => classifier.classify([by], { evidence: 5 }))) ?? [];
          const sum = (prediction?.scores ?? []).reduce((total, { probability }) => total + probability, 0);
          if (prediction) expect(sum).toBeCloseTo(1);
        },
      ),
      { numRuns: 800 },
    );
    expect(Math.min(outcomes.loaded, outcomes.refused)).toBeGreaterThan(50);
  });
});
