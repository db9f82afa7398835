import * as v from 'valibot';
import type { Album, Artist } from '../../model.ts';

// Only those parts of the answers of MusicBrainz and the Cover Art Archive that are used.

export const wireArtist = v.object({
  id: v.string(),
  name: v.string(),
  type: v.nullish(v.string()),
  disambiguation: v.nullish(v.string()),
  aliases: v.nullish(v.array(v.object({ name: v.nullish(v.string()) }))),
  tags: v.nullish(v.array(v.object({ name: v.string(), count: v.nullish(v.number(), 0) }))),
});

export type WireArtist = v.InferOutput<typeof wireArtist>;

export const wireSearch = v.object({ count: v.number(), artists: v.array(wireArtist) });

const wireReleaseGroup = v.object({
  id: v.string(),
  title: v.nullish(v.string(), ''),
  'primary-type': v.nullish(v.string(), ''),
  'secondary-types': v.nullish(v.array(v.string()), []),
  'first-release-date': v.nullish(v.string(), ''),
});

export type WireReleaseGroup = v.InferOutput<typeof wireReleaseGroup>;

export const wireReleaseGroups = v.object({
  'release-group-count': v.number(),
  'release-groups': v.array(wireReleaseGroup),
});

const url = v.nullish(v.string());

const wireImage = v.object({
  front: v.nullish(v.boolean()),
  thumbnails: v.nullish(v.object({ '500': url, '1200': url, large: url })),
});

export type WireImage = v.InferOutput<typeof wireImage>;

/** The Cover Art Archive's list of the images of a release. */
export const wireImages = v.object({ images: v.array(wireImage) });

export const wireError = v.object({ error: v.string() });

export function toArtist({ id, name, disambiguation }: WireArtist): Artist {
  const url = `https://musicbrainz.org/artist/${id}`;
  return { catalog: 'musicbrainz', id, name, url, ...(disambiguation ? { disambiguation } : {}) };
}

export function toAlbum(group: WireReleaseGroup, cover: string | undefined): Album {
  // '1971', '1971-07' or '1971-07-02', and '' if the date is not known.
  const year = Number(/^\d{4}/.exec(group['first-release-date'])?.[0] ?? 0);
  return {
    id: group.id,
    title: group.title,
    ...(year > 0 ? { year } : {}),
    ...(cover === undefined ? {} : { cover: { url: cover, album: group.id } }),
  };
}
