import * as v from 'valibot';
import type { Album, Artist } from '../../model.ts';
import { sameName } from '../names.ts';

// Only those parts of Spotify's answers that are used. Other fields depend on the kind of app.

const externalUrls = v.nullish(v.object({ spotify: v.nullish(v.string()) }));

export const wireArtist = v.object({ id: v.string(), name: v.string(), external_urls: externalUrls });

export const wireSearch = v.object({
  artists: v.object({ items: v.array(v.nullable(wireArtist)) }),
});

export const wireAlbum = v.object({
  id: v.string(),
  name: v.nullish(v.string(), ''),
  release_date: v.nullish(v.string()),
  images: v.nullish(
    v.array(v.nullable(v.object({ url: v.nullish(v.string()), width: v.nullish(v.number()) }))),
  ),
});

/** A track, an episode, or the rest of a removed one. Local files have artists without ids. */
const wirePlayable = v.nullish(
  v.object({
    type: v.nullish(v.string()),
    is_local: v.nullish(v.boolean()),
    artists: v.nullish(
      v.array(
        v.nullable(
          v.object({ id: v.nullish(v.string()), name: v.nullish(v.string()), external_urls: externalUrls }),
        ),
      ),
    ),
  }),
);

/** `item` since 2026, `track` before and for extended-quota apps. */
export const wirePlaylistEntry = v.object({
  is_local: v.nullish(v.boolean()),
  item: wirePlayable,
  track: wirePlayable,
});

export const wireToken = v.object({ access_token: v.string(), expires_in: v.nullish(v.number(), 3600) });

export const wireTokenError = v.object({ error: v.string(), error_description: v.nullish(v.string()) });

/** `{ error: { message } }` of the Web API, `{ error, error_description }` of the accounts service. */
export const wireError = v.object({
  error: v.object({ message: v.nullish(v.string()), reason: v.nullish(v.string()) }),
});

export function toArtist({ id, name, external_urls }: v.InferOutput<typeof wireArtist>): Artist {
  const url = external_urls?.spotify;
  return { catalog: 'spotify', id, name, ...(url ? { url } : {}) };
}

export function toAlbum({ id, name, release_date, images }: v.InferOutput<typeof wireAlbum>): Album {
  // '1971', '1971-07' or '1971-07-02', and '0000' if the date is not known.
  const year = Number(/^\d{4}/.exec(release_date ?? '')?.[0] ?? 0);
  const url = largest(images ?? []);
  return {
    id,
    title: name,
    ...(year > 0 ? { year } : {}),
    ...(url ? { cover: { url, album: id } } : {}),
  };
}

/** The widest image, or the first one if a width is unknown: Spotify lists the widest first. */
function largest(images: NonNullable<v.InferOutput<typeof wireAlbum>['images']>): string | undefined {
  const usable = images.flatMap((image) => (image?.url ? [{ url: image.url, width: image.width }] : []));
  if (usable.some(({ width }) => typeof width !== 'number')) return usable[0]?.url;
  return usable.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0]?.url;
}

/** The main artist of a playlist entry. Undefined if the entry is not a track of the catalog, or of many artists. */
export function mainArtist({
  is_local,
  item,
  track,
}: v.InferOutput<typeof wirePlaylistEntry>): Artist | undefined {
  const playable = item ?? track;
  if (!playable || is_local || playable.is_local) return undefined;
  if (playable.type !== undefined && playable.type !== null && playable.type !== 'track') return undefined;
  const artist = playable.artists?.[0];
  if (!artist?.id || !artist.name || sameName(artist.name, 'Various Artists')) return undefined;
  return toArtist({ id: artist.id, name: artist.name, external_urls: artist.external_urls });
}
