import type { Album, Artist, ArtistProfile, Example, ProfileAlbum, Tag } from 'spotitags';
import { sumTags, tagFilter } from 'spotitags';
import { packEmbedding } from '../src/tags/embedding.ts';

export const keepAll = tagFilter({ stopTags: [] });

export function tags(confidences: Readonly<Record<string, number>>): Tag[] {
  return Object.entries(confidences).map(([name, confidence]) => ({ name, confidence }));
}

export function album(id: string, confidences: Readonly<Record<string, number>>): ProfileAlbum {
  return { id, title: `Title of ${id}`, cover: { status: 'tagged', tags: tags(confidences) } };
}

export function profile(
  name: string,
  covers: readonly Readonly<Record<string, number>>[],
  tagger = 'fake@1',
): ArtistProfile {
  const albums = covers.map((confidences, at) => album(`${name}/${at}`, confidences));
  return { artist: artist(name), tagger, albums, tags: sumTags(albums, { filter: keepAll }) };
}

export function artist(name: string): Artist {
  return { catalog: 'fake', id: name.toLowerCase(), name };
}

export function example(
  genre: string,
  name: string,
  ...covers: readonly Readonly<Record<string, number>>[]
): Example {
  return { genre, profile: profile(name, covers) };
}

/** The profile with the embedding of each cover, in the order of the albums. */
export function withEmbeddings(
  profile: ArtistProfile,
  ...vectors: readonly (readonly number[])[]
): ArtistProfile {
  const albums = profile.albums.map((album, at): ProfileAlbum => {
    const { cover } = album;
    const vector = vectors[at];
    if (cover.status !== 'tagged' || !vector) return album;
    return { ...album, cover: { ...cover, embedding: packEmbedding(vector) } };
  });
  return { ...profile, albums };
}

/** Two genres that their tags tell apart, and tags that both have. */
export function separable(artistsPerGenre = 8): Example[] {
  return Array.from({ length: artistsPerGenre }, (_, at) => [
    example(
      'doom metal',
      `Doom ${at}`,
      { skull: 0.9, fog: 0.5 + at / 400, dark: 0.7 },
      { skull: 0.8, dark: 0.6 },
    ),
    example(
      'k-pop',
      `Pop ${at}`,
      { smile: 0.9, pastel: 0.5 + at / 400, dark: 0.7 },
      { smile: 0.8, dark: 0.6 },
    ),
  ]).flat();
}

export function albumsOf(name: string, covers: number): Album[] {
  return Array.from({ length: covers }, (_, at) => ({
    id: `${name}/${at}`,
    title: `${name} ${at}`,
    year: 1970 + at,
    cover: { url: `https://covers.test/${encodeURIComponent(name)}/${at}.jpg`, album: `${name}/${at}` },
  }));
}
