import {
  assignFolds,
  clusterArtists,
  collect,
  combineTaggers,
  crossValidate,
  diskStore,
  evaluate,
  firstOf,
  FolderCatalog,
  logisticRegression,
  memoryStore,
  naiveBayes,
  planCollection,
  readDataset,
  runExperiment,
  SpotiTags,
  SpotiTagsError,
  splitExamples,
  tagFilter,
  withStore,
} from 'spotitags';
import { describe, expect, it } from 'vitest';
import { separable } from './examples.ts';

/** What a program without types passes. */
const untyped = (value: unknown) => value as never;
const catalog = new FolderCatalog({ root: '.' });
const tagger = { id: 'x@1', maxBatchSize: 1, tag: () => Promise.resolve([{ tags: [] }]) };
const run = { catalog, tagger };

describe('errors for programs without types say what was expected:', () => {
  const cases: [title: string, call: () => unknown, message: RegExp][] = [
    [
      'a text as a catalog',
      () => new SpotiTags(untyped({ catalog: 'x' })),
      /^catalog must be a catalog, such as/,
    ],
    ['no options', () => new SpotiTags(untyped(undefined)), /^tagger must be a tagger/],
    [
      'no tagger',
      () => new SpotiTags(untyped({ catalog })),
      /^tagger must be a tagger.*id, maxBatchSize, tag/,
    ],
    [
      'a secret in place of a tagger',
      () => new SpotiTags(untyped({ catalog, tagger: 'my-secret' })),
      /^(?!.*my-secret)tagger must be/,
    ],
    [
      'an option that does not exist',
      () => new SpotiTags(untyped({ catalog, tagger, albumsPerArtist: 5 })),
      /The option albumsPerArtist does not exist\. The options are catalog, tagger,/,
    ],
    [
      'a file to train on',
      () => naiveBayes().train(untyped('d.jsonl')),
      /got string\. To read a file, pass readDataset/,
    ],
    ['nothing to train on', () => naiveBayes().train(untyped(undefined)), /got undefined/],
    [
      'a trainer’s option',
      () => logisticRegression(untyped({ C: 1 })),
      /option C does not exist\. The options are .*\bc\b/,
    ],
    ['another trainer’s option', () => naiveBayes(untyped({ alfa: 1 })), /option alfa does not exist/],
    [
      'a variant',
      () => naiveBayes(untyped({ variant: 'gauss' })),
      /variant must be one of complement, multinomial, got "gauss"/,
    ],
    [
      'an option of folds',
      () => crossValidate(naiveBayes(), separable(), untyped({ fold: 3 })),
      /option fold does not exist/,
    ],
    [
      'an option of experiments',
      () => runExperiment(separable(), untyped({ model: [] })),
      /option model does not exist/,
    ],
    [
      'a number as a list',
      () => runExperiment(separable(), untyped({ n: 5 })),
      /^n must be a list, got 5\.$/,
    ],
    [
      'a text as a list of models',
      () => runExperiment(separable(), untyped({ models: 'naive-bayes' })),
      /^models must be a list, got "naive-bayes"\.$/,
    ],
    ['no cover', () => new SpotiTags(run).profileOf([untyped(null)]), /^A cover is .*, got null\.$/],
    ['a cover as a list', () => new SpotiTags(run).tagCovers(untyped('a.jpg')), /^covers must be a list/],
    [
      'a number as the artist of covers',
      () => new SpotiTags(run).profileOf([{ url: 'https://x.test/' }], { artist: untyped(5) }),
      /^artist must be a text, or .* objects with catalog, id, name\.$/,
    ],
    ['a number as an artist', () => new SpotiTags(run).tagArtist(untyped(5)), /^artist must be a text/],
    ...[
      () => new SpotiTags({ ...run, classifier: untyped({}) }),
      () => new SpotiTags(run).classify('Sleep', { classifier: untyped('model.json') }),
    ].map((call): (typeof cases)[number] => [
      'what is not a classifier',
      call,
      /classifiers, such as loadClassifier\(text\): objects with genres, classify\.$/,
    ]),
    [
      'an option of evaluations',
      async () => evaluate(await naiveBayes().train(separable()), separable(), untyped({ folds: 3 })),
      /option folds does not exist/,
    ],
    ...(
      [
        ['collect', () => collect({ doom: ['Sleep'] }, untyped({ ...run, out: 'x.jsonl', retryFail: true }))],
        ['planCollection', () => planCollection({ doom: ['Sleep'] }, untyped({ ...run, retryFail: true }))],
        ['assignFolds', () => assignFolds(separable(), untyped({ retryFail: 2 }))],
        ['splitExamples', () => splitExamples(separable(), untyped({ retryFail: 2 }))],
        ['clusterArtists', () => clusterArtists([], untyped({ retryFail: 2 }))],
        ['tagFilter', () => tagFilter(untyped({ retryFail: 2 }))],
        ['memoryStore', () => memoryStore(untyped({ retryFail: 2 }))],
        ['diskStore', () => diskStore('x', untyped({ retryFail: 2 }))],
        ['combineTaggers', () => combineTaggers(tagger, { ...tagger, id: 'y' }, untyped({ retryFail: 1 }))],
        ['a budget', () => new SpotiTags({ ...run, budget: untyped({ retryFail: 2 }) })],
        ['tagGenres', () => new SpotiTags(run).tagGenres({ a: ['b'] }, untyped({ retryFail: 2 }))],
        ['readDataset', () => readDataset('x', untyped({ retryFail: 2 })).next()],
      ] as const
    ).map(([name, call]): (typeof cases)[number] => [
      `a misspelled option of ${name}`,
      call,
      /^The option retryFail does not exist\. The options are /u,
    ]),
    ['no file for a collection', () => collect({ a: ['b'] }, untyped(run)), /^out must be the path/u],
    ['a list of catalogs', () => firstOf(untyped([catalog])), /^firstOf takes catalogs, one per argument/u],
    [
      'no store for withStore',
      () => withStore(tagger, untyped(undefined)),
      /^withStore takes a store second/u,
    ],
    ['a text as a tagger', () => combineTaggers(tagger, untyped('a')), /^combineTaggers takes taggers/u],
    ...[
      [{ bytes: new ArrayBuffer(3) }, /got bytes as ArrayBuffer\. Pass the bytes as new Uint8Array/],
      [{ bytes: new Blob(['x']) }, /got bytes as Blob\. .*await blob\.arrayBuffer/],
      [{ bytes: [1, 2] }, /got bytes as Array\./],
      [{ bytes: 'x' }, /got bytes as String\./],
      ['a.jpg', /A cover is \{ url \}, \{ path \} or \{ bytes \} with a Uint8Array, got string\./],
      [{}, /got another object/],
      [{ url: new URL('https://example.org/') }, /a url that is not a text/],
    ].map(([cover, message]): (typeof cases)[number] => [
      `a cover such as ${JSON.stringify(cover)}`,
      () => new SpotiTags({ catalog, tagger }).tagCovers([untyped(cover)]),
      message as RegExp,
    ]),
  ];
  it.each(cases)('%s', async (_, call, message) => {
    const error: unknown = await Promise.resolve()
      .then(call)
      .catch((reason: unknown) => reason);
    expect(SpotiTagsError.isInstance(error, 'invalid-input')).toBe(true);
    expect((error as Error).message).toMatch(message);
  });
});
