import { readFile } from 'node:fs/promises';
import {
  type ArtistProfile,
  type NumberExample,
  SpotiTagsError,
  allTags,
  distinctTags,
  embedding,
  loadClassifier,
  loadRegressor,
  naiveBayes,
  ridgeRegression,
  titleWords,
} from 'spotitags';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom, shuffle } from '../../../src/util/random.ts';
import type { LocalRegressor } from '../../../src/classifier/models/local-regressor.ts';
import { regressorChecks } from '../../../src/testing/regressor.ts';
import { runChecks } from '../../checks.ts';
import { keepAll, profile, separable, withEmbeddings } from '../../examples.ts';

/** Artists whose covers show more of "sepia" the older they are. */
function yearsOf(artists: number, { noise = 3, seed = 1 } = {}): NumberExample[] {
  const random = seededRandom(seed);
  return Array.from({ length: artists }, (_, at) => {
    const age = random();
    const covers = Array.from({ length: 3 }, () => ({ sepia: age, neon: 1 - age, dust: random() }));
    const error = noise * Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
    return { target: 2020 - 60 * age + error, profile: profile(`Artist ${seed} ${at}`, covers) };
  });
}

const trainer = ridgeRegression({ features: [allTags()], filter: keepAll });
const examples = yearsOf(60);
let regressor: LocalRegressor;
beforeAll(async () => {
  regressor = await trainer.train(examples);
});

const old = profile('Old', [{ sepia: 0.9, neon: 0.1, dust: 0.5 }]);
const young = profile('Young', [{ sepia: 0.1, neon: 0.9, dust: 0.5 }]);

describe('a regressor', () => {
  runChecks(regressorChecks({ create: () => trainer, examples, unseen: { low: old, high: young } }));

  it('estimates numbers, each in its interval, in the order of the profiles', async () => {
    const estimates = await regressor.estimate([old, young]);
    expect(estimates).toHaveLength(2);
    const [ofOld, ofYoung] = estimates;
    expect(ofOld?.value).toBeLessThan(1985);
    expect(ofYoung?.value).toBeGreaterThan(1995);
    for (const { value, interval } of estimates) {
      expect(interval[0]).toBeLessThan(value);
      expect(interval[1]).toBeGreaterThan(value);
    }
    expect(ofOld).not.toHaveProperty('evidence');
    expect(await regressor.estimate([])).toEqual([]);
    expect(await regressor.estimate([young])).toEqual([ofYoung]);
  });

  it('names what moved the number, in its unit and with its sign, strongest first', async () => {
    const [ofOld, ofYoung] = await regressor.estimate([old, young], { evidence: 2 });
    const names = ofOld?.evidence?.map(({ name }) => name);
    expect(names?.toSorted()).toEqual(['neon', 'sepia']);
    expect(ofOld?.evidence?.every(({ contribution }) => contribution < 0)).toBe(true);
    expect(ofYoung?.evidence?.every(({ contribution }) => contribution > 0)).toBe(true);
    expect(ofOld?.evidence?.[0]).toMatchObject({ kind: 'tag', albums: ['Old/0'] });
  });

  it('has evidence that adds up to the value less the mean of the training, if it has all features', async () => {
    const [estimate] = await regressor.estimate([old], { evidence: Infinity });
    const sum = estimate?.evidence?.reduce((all, { contribution }) => all + contribution, 0) ?? NaN;
    const mean = examples.reduce((all, { target }) => all + target, 0) / examples.length;
    expect((estimate?.value ?? NaN) - sum).toBeCloseTo(mean, 4);
  });

  it('divides what an embedding adds among the covers', async () => {
    const random = seededRandom(4);
    const embedded = Array.from({ length: 40 }, (_, at): NumberExample => {
      const age = random();
      return {
        target: 100 * age,
        profile: withEmbeddings(profile(`E ${at}`, [{ x: 0.5 }, { x: 0.5 }]), [age, 1, 0.2], [age, 0.9, 0.1]),
      };
    });
    const model = await ridgeRegression({ features: [embedding()] }).train(embedded);
    const asked = withEmbeddings(profile('New', [{ x: 0.5 }, { x: 0.5 }]), [0.9, 1, 0.2], [0.1, 1, 0.2]);
    const [estimate] = await model.estimate([asked], { evidence: 5 });
    const [first, second] = estimate?.evidence ?? [];
    expect([first?.kind, second?.kind]).toEqual(['embedding', 'embedding']);
    const sum = (first?.contribution ?? 0) + (second?.contribution ?? 0);
    const mean = embedded.reduce((all, { target }) => all + target, 0) / embedded.length;
    expect((estimate?.value ?? NaN) - sum).toBeCloseTo(mean, 3);
    expect(estimate?.evidence?.find(({ albums }) => albums[0] === 'New/0')?.contribution).toBeGreaterThan(0);
  });

  it('says the median and why, if a profile has nothing to judge by', async () => {
    const [estimate] = await regressor.estimate([profile('Blank', []), old], { evidence: 3 });
    const sorted = examples.map(({ target }) => target).sort((a, b) => a - b);
    expect(estimate?.value).toBeCloseTo(((sorted[29] ?? 0) + (sorted[30] ?? 0)) / 2);
    expect(estimate?.interval).toEqual([sorted[2], sorted[57]]);
    expect(estimate?.reason).toMatch(/^The profile has nothing that the model knows\./u);
    expect(estimate?.evidence).toEqual([]);
  });

  it('warns of an artist with few covers, and of titles of another catalog', async () => {
    const model = await ridgeRegression({ features: [allTags(), titleWords()] }).train(
      yearsOf(20).map(({ target, profile: one }) => ({
        target,
        profile: { ...one, albums: [...one.albums, ...one.albums.map((a) => ({ ...a, id: `${a.id}b` }))] },
      })),
    );
    const elsewhere = { ...old, artist: { ...old.artist, catalog: 'spotify' } };
    const [estimate] = await model.estimate([elsewhere]);
    expect(estimate?.warnings?.map(({ kind }) => kind)).toEqual(['other-catalog', 'few-covers']);
    expect(estimate?.warnings?.[0]?.message).toContain('so the number may be far off.');
  });

  it('refuses a profile of another tagger, and stops at an abort', async () => {
    await expect(regressor.estimate([{ ...old, tagger: 'other@1' }])).rejects.toThrow(
      /knows the tags of fake@1, but the profile of Old is by other@1/u,
    );
    const reason = new Error('stop');
    await expect(regressor.estimate([old], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(trainer.train(examples, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('intervals', () => {
  it('contain the number of nine of ten artists that the model has not seen', async () => {
    let inside = 0;
    let all = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const model = await trainer.train(yearsOf(60, { seed, noise: 5 }));
      const asked = yearsOf(50, { seed: 1000 + seed, noise: 5 });
      const estimates = await model.estimate(asked.map((one) => one.profile));
      for (const [at, { interval }] of estimates.entries()) {
        const truth = asked[at]?.target ?? NaN;
        all += 1;
        if (truth >= interval[0] && truth <= interval[1]) inside += 1;
      }
    }
    expect(all).toBe(2000);
    expect(inside / all).toBeGreaterThan(0.88);
    expect(inside / all).toBeLessThan(0.92);
    expect(regressor.coverage).toBe(0.9);
  });

  it('leave out all albums of an artist, so that an artist’s own style does not make them short', async () => {
    // Albums of an artist look alike and are of one time, and nothing else is to be learned.
    const random = seededRandom(9);
    const albums = Array.from({ length: 30 }, (_, at) => {
      const target = 100 * random();
      return Array.from({ length: 4 }, (): NumberExample => ({
        target,
        profile: profile(`A ${at}`, [{ [`own ${at}`]: 1 }]),
      }));
    }).flat();
    const model = await ridgeRegression({ features: [allTags()] }).train(albums);
    expect(model.isOfAlbums).toBe(true);
    const [estimate] = await model.estimate([profile('B', [{ 'own 1': 1 }])]);
    const [low = 0, high = 0] = estimate?.interval ?? [];
    expect(high - low).toBeGreaterThan(60);
  });
});

describe('training', () => {
  it('gives the same bytes for examples in any order', async () => {
    const again = await trainer.train(shuffle(examples, seededRandom(3)));
    expect(JSON.stringify(again)).toBe(JSON.stringify(regressor));
    expect(regressor.isOfAlbums).toBe(false);
  });

  it('has the results of scikit-learn, from profiles to estimates', async () => {
    const text = await readFile(new URL('../../fixtures/sklearn/ridge.json', import.meta.url), 'utf8');
    const { problems } = JSON.parse(text) as { problems: Problem[] };
    for (const { alpha, rows, targets, weights, intercept } of problems) {
      const profiles = rows.map((row, at): ArtistProfile => ({
        ...profile(`Row ${at}`, []),
        tags: row.map((weight, column) => ({ name: `tag ${column}`, weight, covers: 1 })),
      }));
      const model = await ridgeRegression({ alpha, scale: 'weight', l2: false, features: [allTags()] }).train(
        profiles.map((one, at) => ({ target: targets[at] ?? NaN, profile: one })),
      );
      const estimates = await model.estimate(profiles);
      for (const [at, row] of rows.entries()) {
        const expected = row.reduce((sum, one, column) => sum + one * (weights[column] ?? 0), intercept);
        expect(Math.abs((estimates[at]?.value ?? NaN) - expected)).toBeLessThan(1e-6);
      }
    }
  });

  it.each<[string, NumberExample[], RegExp]>([
    ['no examples', [], /nothing to train on: no examples came/u],
    ['one artist', yearsOf(1), /trained on 9 artists or more .* Got 1\.$/u],
    [
      'artists without features',
      yearsOf(20).map((one) => ({ ...one, profile: profile('Blank', []) })),
      /Got 0\.$/u,
    ],
    ['equal numbers', yearsOf(20).map((one) => ({ ...one, target: 7 })), /^All 20 targets are 7, so/u],
    [
      'NaN',
      yearsOf(20).map((one) => ({ ...one, target: NaN })),
      /^The target of Artist 1 0 must be a finite number, got NaN\./u,
    ],
    [
      'several taggers',
      [...yearsOf(9), { target: 1, profile: { ...old, tagger: 'b@1' } }],
      /different taggers/u,
    ],
  ])('refuses %s', async (_, given, message) => {
    await expect(trainer.train(given)).rejects.toThrow(message);
  });

  it('refuses genres, and says what learns them', async () => {
    // @ts-expect-error examples with genres
    const training = trainer.train(separable());
    await expect(training).rejects.toThrow(/got nothing\. .* use a classifier, such as logisticRegression/u);
  });

  it('says that weights are too large, and not that of a penalty that was not given', async () => {
    const heavy = Array.from({ length: 30 }, (_, at): NumberExample => {
      const few = { ...profile(`Artist ${at}`, []), tagger: 'a@1' };
      const tags = [
        { name: 'sepia', weight: Math.min(1e9, 1e9 * (3 * (0.1 * (at % 7) + 0.1))), covers: 3 },
        { name: 'dust', weight: 1e9, covers: 3 },
      ];
      return { target: at % 7, profile: { ...few, tags } };
    });
    const options = { scale: 'weight', l2: false, features: [allTags()] } as const;
    await expect(ridgeRegression(options).train(heavy)).rejects.toThrow(
      'The weights of the tags are too large to fit a model to. Leave out l2: false, or take the scale log1p.',
    );
    await expect(ridgeRegression({ ...options, alpha: 1e-9 }).train(heavy)).rejects.toThrow(
      'alpha is too small for these examples: got 1e-9. Raise it.',
    );
  });

  it('refuses features that are chosen by genre, and penalties that are not one', () => {
    expect(() => ridgeRegression({ features: [distinctTags(5)] })).toThrow(/choose tags by genre/u);
    expect(() => ridgeRegression({ alpha: 0 })).toThrow(/alpha must be a finite number above 0, got 0/u);
  });
});

interface Problem {
  readonly alpha: number;
  readonly rows: readonly (readonly number[])[];
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly intercept: number;
}

describe('the file of a regressor', () => {
  it('gives the same regressor again', async () => {
    const loaded = loadRegressor(JSON.stringify(regressor), { filter: keepAll });
    const asked = [old, young, profile('Blank', [])];
    expect(await loaded.estimate(asked, { evidence: 9 })).toEqual(
      await regressor.estimate(asked, { evidence: 9 }),
    );
    expect(JSON.stringify(loaded)).toBe(JSON.stringify(regressor));
  });

  it('is refused by loadClassifier, as that of a classifier is by loadRegressor', async () => {
    const classifier = await naiveBayes().train(separable());
    expect(() => loadRegressor(JSON.stringify(classifier))).toThrow(
      /it is a classifier, which says genres, .* Load it with loadClassifier\.$/u,
    );
    expect(() => loadClassifier(JSON.stringify(regressor))).toThrow(
      /it is a regressor, which estimates a number, .* Load it with loadRegressor\.$/u,
    );
  });

  it('is refused if it was cut, changed, or is not a model', () => {
    const text = JSON.stringify(regressor);
    expect(() => loadRegressor(text.slice(0, -9))).toThrow(SpotiTagsError);
    expect(() => loadRegressor('{}')).toThrow(/not a spotitags model/u);
    expect(() => loadRegressor(text.replace('"alpha":', '"alpha":1'))).toThrow(/it was changed after/u);
    const version = text.replace('"version":3', '"version":4');
    expect(() => loadRegressor(version)).toThrow(/it has version 4, and this release reads version 3/u);
  });
});
