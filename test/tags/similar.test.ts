import { describe, expect, it } from 'vitest';
import { type ArtistProfile, clusterArtists, similarArtists, SpotiTagsError } from 'spotitags';
import { seededRandom, shuffle } from '../../src/util/random.ts';
import { profile, separable, withEmbeddings } from '../examples.ts';

const doom = profile('Doom', [{ skull: 0.9, dark: 0.5 }]);
const gloom = profile('Gloom', [{ skull: 0.45, dark: 0.25 }]);
const pop = profile('Pop', [{ smile: 0.9, dark: 0.5 }]);
const silent = profile('Silent', []);

describe('similarArtists', () => {
  it('finds those whose covers look alike, however many covers there are', () => {
    const found = similarArtists(doom, [pop, silent, gloom, doom]);
    expect(found.map(({ profile: { artist } }) => artist.name)).toEqual(['Gloom', 'Pop', 'Silent']);
    const [first, second, third] = found;
    expect(first?.similarity).toBeCloseTo(1, 12);
    expect(first?.tags).toEqual(['skull', 'dark']);
    expect(second?.similarity).toBeGreaterThan(0);
    expect(second?.similarity).toBeLessThan(0.4);
    expect(second?.tags).toEqual(['dark']);
    expect(third).toMatchObject({ similarity: 0, tags: [] });
    expect(similarArtists(doom, [pop, gloom], { n: 1 })).toHaveLength(1);
  });

  it('leaves out the artist itself, also of another catalog, and takes examples', async () => {
    const elsewhere = { ...doom, artist: { catalog: 'other', id: '7', name: 'DOOM' } };
    const namesake = { ...pop, artist: { ...doom.artist, id: 'another Doom' } };
    const found = similarArtists(doom, [elsewhere, namesake, gloom]);
    expect(found.map(({ profile: { artist } }) => artist.id)).toEqual([gloom.artist.id, 'another Doom']);
    const examples = [pop, gloom].map((one) => ({ genre: 'any', profile: one }));
    expect(similarArtists(doom, examples)).toEqual(similarArtists(doom, [pop, gloom]));
    expect(await clusterArtists(examples, { k: 1 })).toEqual(await clusterArtists([pop, gloom], { k: 1 }));
  });

  it('counts a tag that everybody has for less than one that few have', () => {
    const [dark, rare] = ['dark', 'robe'].map((tag) => profile(`Only ${tag}`, [{ [tag]: 0.5 }]));
    const asked = profile('Asked', [{ dark: 0.5, robe: 0.5 }]);
    const found = similarArtists(asked, [dark ?? doom, rare ?? doom, doom, pop]);
    expect(found[0]?.profile.artist.name).toBe('Only robe');
  });

  it('hears each of several taggers, however many tags another has', () => {
    const taggers = ['clip', 'palette'].map((name) => ({ id: `${name}@1`, namespace: `${name}: ` }));
    const shades = (from: number) =>
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`palette: shade ${from + at}`, 0.9]));
    const of = (name: string, tags: Record<string, number>) => ({
      ...profile(name, [tags], 'both'),
      taggers,
    });
    const asked = of('Asked', { 'clip: skull': 0.2, ...shades(0) });
    const others = [
      of('Same shades', { 'clip: smile': 0.2, ...shades(4) }),
      of('Same thing', { 'clip: skull': 0.2, ...shades(10) }),
    ];
    const found = similarArtists(asked, others);
    expect(found.map((one) => one.profile.artist.name)).toEqual(['Same thing', 'Same shades']);
    expect(found[0]?.tags[0]).toBe('clip: skull');
    expect(similarArtists(asked, [{ ...asked, artist: doom.artist }])[0]?.similarity).toBeCloseTo(1, 12);
  });

  describe('with embeddings', () => {
    /** Tags and embeddings say the opposite. */
    const asked = withEmbeddings(profile('Asked', [{ skull: 0.9 }, { fog: 0.9 }]), [4, 4, 1], [4, 4, 3]);
    const near = withEmbeddings(profile('Near', [{ smile: 0.9 }]), [8, 8, 4.1]);
    const far = withEmbeddings(profile('Far', [{ skull: 0.9 }, { fog: 0.9 }]), [4, 1, 4], [5, 1, 4]);
    const names = (found: readonly { readonly profile: ArtistProfile }[]) =>
      found.map(({ profile: { artist } }) => artist.name);

    it('compares the means over covers, and names the tags that are shared', () => {
      const found = similarArtists(asked, [far, silent, near]);
      expect(names(found)).toEqual(['Near', 'Far', 'Silent']);
      expect(found[0]?.similarity).toBeGreaterThan(0.99);
      expect(found[0]?.tags).toEqual([]);
      expect([...(found[1]?.tags ?? [])].sort()).toEqual(['fog', 'skull']);
      expect(found[2]?.similarity).toBe(0);
    });

    it('compares tags if one artist has none', () => {
      const bare = profile('Bare', [{ smile: 0.5 }]);
      expect(names(similarArtists(asked, [near, far, bare]))[0]).toBe('Far');
      const other = withEmbeddings(bare, [1, 2]);
      expect(names(similarArtists(asked, [near, far, other]))[0]).toBe('Far');
    });

    it('does not count what all artists have in common, and similarity stays in 0..1', () => {
      const all = Array.from({ length: 60 }, (_, at) => {
        const vector = [30, at % 2, 1 - (at % 2)];
        return withEmbeddings(profile(`${at % 2 ? 'Odd' : 'Even'} ${at}`, [{ skull: 0.9 }]), vector);
      });
      const [first = asked, ...others] = all;
      const found = similarArtists(first, others, { n: 100 });
      expect(names(found.slice(0, 29)).every((name) => name.startsWith('Even'))).toBe(true);
      expect((found[28]?.similarity ?? 0) - (found[29]?.similarity ?? 0)).toBeGreaterThan(0.01);
      for (const { similarity } of found) {
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
      }
    });
  });

  it('refuses profiles of another tagger', () => {
    expect(() => similarArtists(doom, [{ ...pop, tagger: 'other@1' }])).toThrow(/fake@1 and other@1/);
  });
});

describe('clusterArtists', () => {
  const mixed = shuffle(
    separable(6).map((example) => example.profile),
    seededRandom(4),
  );
  const namesOf = (clusters: readonly { readonly profiles: readonly ArtistProfile[] }[]) =>
    clusters.map(({ profiles }) => profiles.map(({ artist }) => artist.name));

  it('finds the groups there are, and names their tags', async () => {
    const clusters = await clusterArtists(mixed);
    expect(namesOf(clusters).map((names) => names.map((name) => name.slice(0, 3)))).toEqual(
      expect.arrayContaining([Array(6).fill('Doo'), Array(6).fill('Pop')]),
    );
    for (const { tags, profiles } of clusters) {
      expect(tags[0]).toMatch(profiles[0]?.artist.name.startsWith('Doom') ? /skull|fog/ : /smile|pastel/);
    }
  });

  it('groups by embeddings if all artists have them', async () => {
    const swapped = mixed.map((one, at) => {
      const vector = at % 2 ? [5, 1, 1] : [1, 5, 1];
      return withEmbeddings(one, ...one.albums.map(() => vector));
    });
    const clusters = await clusterArtists(swapped, { k: 2 });
    const expected = [0, 1].map((rest) =>
      swapped.flatMap(({ artist }, at) => (at % 2 === rest ? artist.name : [])).sort(),
    );
    expect(namesOf(clusters)).toEqual(expect.arrayContaining(expected));
  });

  it('depends on the seed and k alone, not on the order of artists', async () => {
    const once = namesOf(await clusterArtists(mixed, { k: 3, seed: 5 }));
    expect(once).toHaveLength(3);
    expect(namesOf(await clusterArtists([...mixed].reverse(), { k: 3, seed: 5 }))).toEqual(once);
  });

  it('has an answer for few artists, and for those without tags', async () => {
    expect(await clusterArtists([])).toEqual([]);
    expect(await clusterArtists([silent])).toEqual([]);
    expect(namesOf(await clusterArtists([doom, silent]))).toEqual([['Doom']]);
    expect(namesOf(await clusterArtists([doom, pop]))).toEqual([['Doom', 'Pop']]);
    expect(
      namesOf(await clusterArtists([doom, pop], { k: 2 }))
        .flat()
        .sort(),
    ).toEqual(['Doom', 'Pop']);
  });

  it('refuses a k that does not fit', async () => {
    for (const k of [0, 1.5, 13]) {
      await expect(clusterArtists(mixed, { k })).rejects.toSatisfy((error) =>
        SpotiTagsError.isInstance(error, 'invalid-input'),
      );
    }
  });
});
