import { describe, expect, it } from 'vitest';
import {
  allTags,
  type ArtistProfile,
  embedding,
  type Example,
  lettering,
  logisticRegression,
  naiveBayes,
  type TagFilter,
  titleWords,
} from 'spotitags';
import { keepAll, profile, withEmbeddings } from '../../examples.ts';

const titled = (name: string, ...titles: readonly string[]): ArtistProfile => {
  const plain = profile(
    name,
    titles.map(() => ({ gray: 0.5 })),
  );
  return { ...plain, albums: plain.albums.map((album, at) => ({ ...album, title: titles[at] ?? '' })) };
};

/** Words as a tagger reads them off the covers. */
const lettered = (name: string, ...covers: readonly (readonly string[])[]): ArtistProfile => {
  const plain = titled(name, ...covers.map(() => 'Same'));
  return {
    ...plain,
    albums: plain.albums.map((album, at) =>
      album.cover.status === 'tagged'
        ? {
            ...album,
            cover: { ...album.cover, words: (covers[at] ?? []).map((text) => ({ text, confidence: 0.9 })) },
          }
        : album,
    ),
  };
};

const ofTags = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0.5]));

const examples = (of: (genre: 'doom' | 'pop', at: number) => ArtistProfile): Example[] =>
  Array.from({ length: 16 }, (_, at) => {
    const genre = at % 2 === 0 ? 'doom' : 'pop';
    return { genre, profile: of(genre, at) };
  });

async function explain(
  features: Parameters<typeof logisticRegression>[0],
  data: Example[],
  asked: ArtistProfile,
) {
  const classifier = await logisticRegression({ filter: keepAll, ...features }).train(data);
  const [prediction] = await classifier.classify([asked], { evidence: 9 });
  return prediction;
}

describe('evidence', () => {
  const doomTitles = ['Crypt of Doom', 'Doomed Raven'];
  const popTitles = ['Candy Love', 'Lovely Dance'];

  it('names the albums of each tag, and filters a cover once for all of them', async () => {
    let filtered = 0;
    const counting: TagFilter = {
      id: 'counting@1',
      apply: (tags) => {
        filtered += 1;
        return keepAll.apply(tags);
      },
    };
    const marks = { doom: ['skull', 'fog', 'moss'], pop: ['smile', 'star', 'heart'] };
    const data = examples((genre, at) => profile(`${genre} ${at}`, [ofTags(marks[genre])]));
    const model = await logisticRegression({ filter: counting, features: [allTags()] }).train(data);
    const asked = profile('Asked', [ofTags(['skull', 'fog']), ofTags(['fog', 'moss'])]);
    filtered = 0;
    const [prediction] = await model.classify([asked], { evidence: 9 });
    expect(prediction?.evidence?.map(({ name, albums }) => [name, albums])).toEqual([
      ['fog', ['Asked/0', 'Asked/1']],
      ['moss', ['Asked/1']],
      ['skull', ['Asked/0']],
    ]);
    // Each of the two covers for the prediction, and for its evidence.
    expect(filtered).toBe(4);
  });

  it('names words of titles that training has not seen, by their parts', async () => {
    const data = examples((genre, at) =>
      titled(`${genre} act ${at}`, ...(genre === 'doom' ? doomTitles : popTitles)),
    );
    const found = await explain({ features: [titleWords()] }, data, titled('New', 'Doomsday', 'Xyzzy'));
    expect(found?.genre).toBe('doom');
    expect(found?.evidence?.[0]).toMatchObject({ kind: 'title', name: 'doomsday', albums: ['New/0'] });
    expect(found?.evidence?.map(({ name }) => name)).not.toContain('xyzzy');
  });

  it('marks words of an edition', async () => {
    const data = examples((genre, at) =>
      titled(`Act ${at}`, ...(genre === 'doom' ? ['Crypt (Deluxe Edition)'] : popTitles)),
    );
    const found = await explain({ features: [titleWords()] }, data, titled('New', 'Raven (Deluxe)', 'Crypt'));
    const marks = Object.fromEntries(found?.evidence?.map(({ name, edition }) => [name, edition]) ?? []);
    expect(marks).toMatchObject({ deluxe: true });
    expect(marks).toHaveProperty('crypt', undefined);
  });

  it('names words on covers, without those of the artist', async () => {
    const data = examples((genre, at) =>
      lettered(`Act ${at}`, [genre === 'doom' ? 'funeral' : 'kisses', 'act']),
    );
    const found = await explain(
      { features: [lettering()] },
      data,
      lettered('Nova', ['nova', 'funerals'], ['x']),
    );
    expect(found?.genre).toBe('doom');
    expect(found?.evidence?.map(({ kind, name, albums }) => [kind, name, albums])).toEqual([
      ['lettering', 'funerals', ['Nova/0']],
    ]);
  });

  it('of an embedding names the albums whose covers spoke for the genre, strongest first', async () => {
    const data = examples((genre, at) => {
      const shift = at / 100;
      const vector = genre === 'doom' ? [1, shift, 0.2] : [shift, 1, 0.2];
      return withEmbeddings(titled(`Act ${at}`, 'A', 'B'), vector, vector);
    });
    const asked = withEmbeddings(
      titled('New', 'Weak', 'Strong', 'Against'),
      [0.8, 0.5, 0.2],
      [1, 0, 0.2],
      [0, 1, 0.2],
    );
    const found = await explain({ features: [embedding()] }, data, asked);
    expect(found?.genre).toBe('doom');
    expect(found?.evidence?.map(({ kind, name, albums }) => [kind, name, albums])).toEqual([
      ['embedding', 'Strong', ['New/1']],
      ['embedding', 'Weak', ['New/0']],
    ]);
  });
});

describe('sources', () => {
  it('that an artist does not have are left out, and the others still say a genre', async () => {
    const data = examples((genre, at) => {
      const plain = titled(`Act ${at}`, ...(genre === 'doom' ? ['Crypt', 'Doom'] : ['Candy', 'Love']));
      return withEmbeddings(
        plain,
        genre === 'doom' ? [1, 0] : [0, 1],
        genre === 'doom' ? [1, 0.1] : [0.1, 1],
      );
    });
    const features = [allTags(), titleWords(), embedding()];
    const classifier = await logisticRegression({ features, filter: keepAll }).train(data);
    const whole = withEmbeddings(titled('New', 'Crypt', 'Doom'), [1, 0], [1, 0]);
    const [both, titlesOnly] = await classifier.classify([whole, titled('New', 'Crypt', 'Doom')]);
    expect([both?.genre, titlesOnly?.genre]).toEqual(['doom', 'doom']);
    expect(titlesOnly?.scores[0]?.probability).toBeLessThan(both?.scores[0]?.probability ?? 0);
  });

  it('of counts and of numbers are not for the same models: naive Bayes refuses an embedding', () => {
    expect(() => naiveBayes({ features: [embedding()] })).toThrow(/counts.*embedding.*logisticRegression/);
  });
});
