import {
  aggregateGenres,
  type ArtistProfile,
  clusterArtists,
  type Example,
  readDataset,
  relevantTags,
  similarArtists,
  tagBackground,
  tagFilter,
} from 'spotitags';
import { describe, expect, it } from 'vitest';
import { example, profile } from '../examples.ts';

const namesOf = (tags: readonly { readonly name: string }[]) => tags.map(({ name }) => name);

describe('relevantTags', () => {
  const common = { dark: 1 };
  const doom = profile('Doom', [
    { ...common, skull: 0.8 },
    { ...common, skull: 0.4 },
  ]);
  const genresOf = () => aggregateGenres([{ genre: 'doom', profile: doom }]);
  const others = ['A', 'B', 'C'].map((name) => profile(name, [{ ...common, smile: 0.5 }]));

  it('has the TF-IDF of the formula', () => {
    const [first, second] = relevantTags(doom, tagBackground(others));
    // On two covers, with confidences 0.8 and 0.4; none of three others has it, and all have "dark".
    expect(first).toMatchObject({ name: 'skull', covers: 2 });
    expect(first?.relevance).toBeCloseTo(Math.sqrt(0.6) * Math.log(4 / 0.5), 12);
    expect(second?.relevance).toBeCloseTo(Math.log(4 / 3.5), 12);
    expect(relevantTags(doom, tagBackground(others), 1)).toHaveLength(1);
  });

  it('never counts the artist in its own background, whichever catalog it is from', () => {
    const alone = relevantTags(doom, tagBackground(others));
    expect(relevantTags(doom, tagBackground([doom, ...others]))).toEqual(alone);
    const elsewhere = { ...doom, artist: { ...doom.artist, catalog: 'other', id: '7', name: 'DOOM' } };
    expect(relevantTags(doom, tagBackground([elsewhere, ...others]))).toEqual(alone);
  });

  it('counts guesses of a tagger for little', () => {
    const unsure = ['D', 'E', 'F'].map((name) => profile(name, [{ skull: 0.001 }]));
    const skull = relevantTags(doom, tagBackground(unsure)).find(({ name }) => name === 'skull');
    expect(skull?.relevance).toBeCloseTo(Math.sqrt(0.6) * Math.log(4 / 0.503), 3);
  });

  it('counts half of a tag that is on one cover', () => {
    const twice = profile('Twice', [{ skull: 0.5 }, { skull: 0.5 }, {}]);
    const once = profile('Once', [{ skull: 1 }, {}, {}]);
    const relevance = (one: ArtistProfile) => relevantTags(one, tagBackground(others))[0]?.relevance ?? NaN;
    expect(relevance(once) / relevance(twice)).toBeCloseTo(0.5, 12);
  });

  it('takes profiles or examples, and what is read item by item', async () => {
    const examples = others.map((one) => ({ genre: 'doom', profile: one }));
    const background = tagBackground(others);
    expect(tagBackground(examples)).toEqual(background);
    const slowly = (async function* () {
      yield* await Promise.resolve(examples);
    })();
    expect(await tagBackground(slowly)).toEqual(background);
  });

  it('says what it needs instead of a wrong value of plain JavaScript', () => {
    const background = tagBackground(others);
    for (const n of [-1, 1.5, NaN])
      expect(() => relevantTags(doom, background, n)).toThrow(/^n must be a whole/u);
    expect(relevantTags(doom, background, Infinity)).toHaveLength(2);
    const forgotten = Promise.resolve(background) as unknown as typeof background;
    expect(() => relevantTags(doom, forgotten)).toThrow(/awaited/u);
    expect(() => tagBackground([{}] as never)).toThrow(/Profiles or examples are needed/u);
    expect(() => aggregateGenres([doom] as never)).toThrow(/takes examples/u);
    expect(() => genresOf().relevant('doom', -1)).toThrow(/^n must be/u);
    expect(() => similarArtists(doom, others, { n: 0.5 })).toThrow(/^n must be/u);
  });

  it('refuses the background of another tagger, and takes one without artists', () => {
    const other = { ...doom, tagger: 'other@1' };
    expect(() => relevantTags(other, tagBackground(others))).toThrow(/fake@1 and other@1/u);
    expect(() => tagBackground([doom, other])).toThrow(/fake@1 and other@1/u);
    expect(namesOf(relevantTags(doom, tagBackground([])))).toEqual(['dark', 'skull']);
  });

  it('describes artists of the sample data by tags that few others have', async () => {
    const examples: Example[] = [];
    for await (const one of readDataset('examples/data/covers.jsonl')) examples.push(one);
    const profiles = examples.map((one) => one.profile);
    const background = tagBackground(profiles);
    const having = new Map<string, number>();
    for (const { tags } of profiles)
      for (const { name } of tags) having.set(name, (having.get(name) ?? 0) + 1);
    /** The share of listed tags that half of all artists have with any confidence. */
    const common = (lists: readonly (readonly { readonly name: string }[])[]) =>
      lists.flat().filter(({ name }) => (having.get(name) ?? 0) >= profiles.length / 2).length /
      lists.flat().length;
    expect(common(profiles.map((one) => relevantTags(one, background, 5)))).toBeLessThan(0.1);
    expect(common(profiles.map(({ tags }) => tags.slice(0, 5)))).toBeGreaterThan(0.7);
  });
});

describe('GenreTags.relevant', () => {
  const genres = aggregateGenres([
    ...['A', 'B', 'C', 'D'].map((name) => example('doom', name, { dark: 1, skull: 1 })),
    example('doom', 'E', { dark: 1, fog: 1 }),
    ...['F', 'G'].map((name) => example('pop', name, { dark: 1, smile: 1 })),
  ]);

  it('has the share of the genre times the inverse frequency in the others, and half of it for one artist', () => {
    const [first, second, third] = genres.relevant('doom');
    expect(first).toMatchObject({ name: 'skull', artists: 4 });
    expect(first?.relevance).toBeCloseTo(0.8 * Math.log(3 / 0.5), 12);
    expect(second).toMatchObject({ name: 'dark', artists: 5 });
    expect(second?.relevance).toBeCloseTo(Math.log(3 / 2.5), 12);
    expect(third).toMatchObject({ name: 'fog', artists: 1 });
    expect(third?.relevance).toBeCloseTo((0.2 / 2) * Math.log(3 / 0.5), 12);
    expect(namesOf(genres.relevant('doom', 2))).toEqual(['skull', 'dark']);
  });

  it('sorts the tags of a single genre by carriers, and knows no other genre', () => {
    const one = aggregateGenres([example('doom', 'A', { dark: 1, fog: 0.2 })]);
    expect(namesOf(one.relevant('doom'))).toEqual(['dark', 'fog']);
    expect(() => genres.relevant('jazz')).toThrow(/jazz/u);
  });
});

describe('a filter', () => {
  const filter = tagFilter({ stopTags: ['dark'] });
  const withDark = ['A', 'B', 'C'].map((name) => profile(name, [{ dark: 1, [`of ${name}`]: 1 }]));

  it('of aggregateGenres counts the raw tags of covers again', () => {
    const examples = withDark.map((one) => ({ genre: 'doom', profile: one }));
    expect(namesOf(aggregateGenres(examples).top('doom', 1))).toEqual(['dark']);
    expect(namesOf(aggregateGenres(examples, { filter }).top('doom'))).toEqual(['of a', 'of b', 'of c']);
    const summed = {
      genre: 'doom',
      profile: { ...profile('D', []), tags: [{ name: 'dark', weight: 1, covers: 1 }] },
    };
    // Without covers there is only the sum.
    expect(namesOf(aggregateGenres([summed], { filter }).top('doom'))).toEqual(['dark']);
  });

  it('of similarArtists and clusterArtists decides what is alike', async () => {
    const [first = profile('X', []), ...others] = withDark;
    expect(similarArtists(first, others)[0]?.tags).toEqual(['dark']);
    const [nearest] = similarArtists(first, others, { filter });
    expect(nearest).toMatchObject({ similarity: 0, tags: [] });
    expect(others).toContain(nearest?.profile);
    const bare = profile('Bare', [{ dark: 1 }]);
    const clusters = await clusterArtists([...withDark, bare], { k: 1, filter });
    expect(clusters[0]?.profiles).toEqual(withDark);
  });
});
