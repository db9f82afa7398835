import { describe, expect, it } from 'vitest';
import {
  allTags,
  crossValidate,
  albumDecades,
  distinctTags,
  embedding,
  type Example,
  type GenreExample,
  type Feature,
  keyTags,
  lettering,
  soundTags,
  loadClassifier,
  logisticRegression,
  naiveBayes,
  SpotiTagsError,
  titleWords,
  topTags,
} from 'spotitags';
import { partsOfWord, wordsOf } from '../../../src/classifier/features/words.ts';
import { seededRandom } from '../../../src/util/random.ts';
import { example, keepAll, profile } from '../../examples.ts';

/** An artist known by titles and years alone; the covers are all alike. */
function titled(genre: string, name: string, ...albums: [title: string, year?: number][]): Example {
  const plain = profile(
    name,
    albums.map(() => ({ gray: 0.5 })),
  );
  return {
    genre,
    profile: {
      ...plain,
      albums: plain.albums.map((album, at) => {
        const [title = '', year] = albums[at] ?? [];
        return { ...album, title, ...(year !== undefined && { year }) };
      }),
    },
  };
}

const vocabulary = async (features: readonly Feature[], examples: readonly Example[]) =>
  (await naiveBayes({ features, filter: keepAll, learnStopTags: false }).train(examples)).toJSON().model
    .vocabulary;

describe('the words of a title', () => {
  it.each([
    ['Hindemith: Cardillac, Op. 39', 'Paul Hindemith', ['cardillac', 'op', '39']],
    ['The Dark Side of the Moon', 'Pink Floyd', ['the', 'dark', 'side', 'of', 'moon']],
    ['L\u2019Atelier du Christ', 'X', ["l'atelier", 'du', 'christ']],
    ['Back in Black, Back Again', 'AC/DC', ['back', 'in', 'black', 'again']],
    ['\u6771\u4eac\u306e\u591c', '\u690e\u540d\u6797\u6a8e', ['\u6771\u4eac', '\u306e', '\u591c']],
    ['\uff24\uff4f\uff4f\uff4d 1984', 'Y', ['doom', '1984']],
    [
      '\u041a\u0438\u043d\u043e: \u0413\u0440\u0443\u043f\u043f\u0430 \u043a\u0440\u043e\u0432\u0438',
      '\u041a\u0438\u043d\u043e',
      ['\u0433\u0440\u0443\u043f\u043f\u0430', '\u043a\u0440\u043e\u0432\u0438'],
    ],
    ['\u00c6nima', 'Tool', ['\u00e6nima']],
    ['Archives_ Live', 'Dream Theater', ['archives', 'live']],
    ['Blue_Moon\uff3f2', 'Elvis_Presley', ['blue', 'moon', '2']],
    ['Best of AC_DC', 'AC/DC', ['best', 'of']],
    ['', 'Z', []],
  ])('%s, of %s', (title, name, words) => {
    expect(wordsOf(title, name)).toEqual(words);
  });
});

describe('the parts of a word', () => {
  it('have three to five characters, with a space at both ends', () => {
    expect(partsOfWord('ska')).toEqual([' sk', 'ska', 'ka ', ' ska', 'ska ', ' ska ']);
    expect(partsOfWord('a')).toEqual([' a ']);
  });
});

describe('features', () => {
  const examples = [
    example('a', 'A1', { x: 0.9, y: 0.5, z: 0.1 }),
    example('a', 'A2', { x: 0.8, y: 0.7 }),
    example('b', 'B1', { y: 0.9, w: 0.5 }),
    example('b', 'B2', { y: 0.8, w: 0.6 }),
  ];

  it('are by default all that profiles have, but decades', async () => {
    expect((await naiveBayes({ filter: keepAll }).train(examples)).toJSON().model.features).toEqual([
      allTags(),
      titleWords(),
      lettering(),
      soundTags(),
    ]);
    expect((await logisticRegression({ filter: keepAll }).train(examples)).toJSON().model.features).toEqual([
      allTags(),
      titleWords(),
      lettering(),
      embedding(),
      soundTags(),
    ]);
    expect(await vocabulary([allTags()], examples)).toEqual(['tag:w', 'tag:x', 'tag:y', 'tag:z']);
  });

  it('can be an artist’s heaviest tags', async () => {
    expect(await vocabulary([topTags(1)], examples)).toEqual(['tag:x', 'tag:y']);
    expect(await vocabulary([topTags(2)], examples)).toEqual(['tag:w', 'tag:x', 'tag:y']);
  });

  it('can be the tags that one genre alone has in its pool, or has most of', async () => {
    expect(await vocabulary([distinctTags(1)], examples)).toEqual(['tag:w', 'tag:x']);
    expect(await vocabulary([distinctTags(9, { pool: 2 })], examples)).toEqual(['tag:w', 'tag:x']);
    expect(await vocabulary([keyTags(1)], examples)).toEqual(['tag:w', 'tag:x']);
  });

  it('can be words of titles and decades, told apart from tags of the same name', async () => {
    const albums = [
      titled('a', 'A', ['Grey Doom', 1984], ['Doom', 1989], ['Live']),
      titled('b', 'B', ['Love', 1991]),
    ];
    const found = await vocabulary([titleWords(), albumDecades(), allTags()], albums);
    expect(found).toContain('title-part:grey');
    expect(found.filter((key) => !key.startsWith('title-part:'))).toEqual([
      'decade:1980s',
      'decade:1990s',
      'tag:gray',
      'title:doom',
      'title:grey',
      'title:live',
      'title:love',
    ]);
  });

  it('are evidence by their kind, on the albums that have them', async () => {
    const albums = [
      titled('metal', 'A', ['Doom', 1984], ['Doom Again', 1985]),
      titled('metal', 'B', ['Eternal Doom', 1986]),
      titled('pop', 'C', ['Love', 2014], ['Lovely', 2015]),
      titled('pop', 'D', ['Love Me', 2016]),
    ];
    for (const trainer of [naiveBayes, logisticRegression]) {
      const classifier = await trainer({ features: [allTags(), titleWords(), albumDecades()] }).train(albums);
      const asked = titled('?', 'E', ['Doom', 1988], ['Sun', 2001]).profile;
      const loaded = loadClassifier(JSON.stringify(classifier));
      const [prediction] = await loaded.classify([asked], { evidence: 5 });
      expect(prediction?.genre).toBe('metal');
      expect(prediction?.evidence).toContainEqual(
        expect.objectContaining({ kind: 'title', name: 'doom', albums: ['E/0'] }),
      );
      expect(prediction?.evidence).toContainEqual(
        expect.objectContaining({ kind: 'decade', name: '1980s', albums: ['E/0'] }),
      );
      expect(await classifier.classify([asked], { evidence: 5 })).toEqual([prediction]);
    }
  });

  it('weigh each kind by itself: a few words are not drowned by many tags', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`tag ${at}`, 0.5 + (at % 7) / 20]),
    );
    const noisy = (genre: string, at: number, title: string): Example => {
      const plain = profile(`${genre}${at}`, [many]);
      return { genre, profile: { ...plain, albums: plain.albums.map((album) => ({ ...album, title })) } };
    };
    const albums = Array.from({ length: 10 }, (_, at) => [
      noisy('a', at, 'Doom'),
      noisy('b', at, 'Love'),
    ]).flat();
    const { accuracy } = await crossValidate(
      logisticRegression({ features: [allTags(), titleWords()] }),
      albums,
    );
    expect(accuracy).toBe(1);
  });

  it('learn nothing from the part that is tested: shuffled labels stay a guess, whatever is selected', async () => {
    const noise = noisyExamples();
    for (const features of [[keyTags(10)], [distinctTags(10)]]) {
      const { accuracy } = await crossValidate(naiveBayes({ features, filter: keepAll }), noise);
      expect(accuracy).toBeLessThan(0.68);
    }
  });

  it('select by the training part alone: a fold’s model is that of a trainer which never saw anything else', async () => {
    const options = { features: [keyTags(2), titleWords()] };
    const trainer = naiveBayes(options);
    const models: [inFolds: string, alone: string][] = [];
    await crossValidate(
      {
        train: async (training) => {
          const kept: GenreExample[] = [];
          for await (const item of training) kept.push(item);
          const classifier = await trainer.train(kept);
          const alone = await naiveBayes(options).train(kept);
          models.push([JSON.stringify(classifier), JSON.stringify(alone)]);
          return classifier;
        },
      },
      noisyExamples(),
    );
    expect(models).toHaveLength(5);
    for (const [inFolds, alone] of models) expect(inFolds).toBe(alone);
    expect(new Set(models.map(([inFolds]) => inFolds)).size).toBe(5);
  });

  it('of no kind, or twice of one, are refused', () => {
    expect(() => naiveBayes({ features: [] })).toThrow(/features/);
    expect(() => naiveBayes({ features: [allTags(), topTags(3)] })).toThrow(/tag, tag/);
    for (const make of [() => topTags(0), () => keyTags(1.5), () => distinctTags(3, { pool: -1 })]) {
      expect(make).toThrow(SpotiTagsError);
    }
  });
});

/** Many tags and no signal: a selection that saw all labels would find tags that "tell" the test part. */
function noisyExamples(): Example[] {
  const random = seededRandom(17);
  return Array.from({ length: 60 }, (_, at) => {
    const carried = Array.from({ length: 400 }, (__, tag) => [`t${tag}`, random()] as const).filter(
      ([, weight]) => weight > 0.8,
    );
    return example(at % 2 === 0 ? 'a' : 'b', `N${at}`, Object.fromEntries(carried));
  });
}
