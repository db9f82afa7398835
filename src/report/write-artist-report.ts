import { checkOptions } from '../util/options.ts';
import { checkWritable, writeWhole } from '../util/write-whole.ts';
import { type Html, fragment } from './html.ts';
import { type ArtistReportOptions, type ReportSummary, artistReportSchema } from './options.ts';
import { type Page, pageEnd, pageStart } from './page.ts';
import { Pictures } from './pictures.ts';
import { type ReportArtist, reportData } from './report-data.ts';
import { type OneArtistOptions, oneArtist } from './sections/one-artist.ts';
import { type PicturePlace, thumbnailsOf } from './thumbnails.ts';
import { many } from './titles.ts';
import { writeParts } from './write-parts.ts';

/** Tags that are listed if no lists are given. */
const listed = 15;

/**
 * As `writeReport`, for one artist: the covers, their tags, and what a classifier says of them.
 *
 * @throws SpotiTagsError `invalid-input` for options that do not fit, or a path that cannot be written; `not-found` if no cover is
 * below the root; `missing-package` if `thumbnails` is `embed` and `sharp` is not installed.
 */
export async function writeArtistReport(path: string, options: ArtistReportOptions): Promise<ReportSummary> {
  const checked = checkOptions(artistReportSchema, options);
  const { profile, prediction, images, signal, title = profile.artist.name } = checked;
  await checkWritable(path);
  // The genre is not shown.
  const data = reportData([{ genre: 'artist', profile }], prediction ? [prediction] : []);
  const placeOf = (id: string): PicturePlace | undefined => {
    const image = images?.get(id);
    return image && ('path' in image ? { file: image.path } : image);
  };
  const thumbnails = await thumbnailsOf(
    data.covers,
    ({ album, cover }) => placeOf(album.id) ?? cover.source,
    checked,
  );
  const pictures = new Pictures(thumbnails);
  const tagLists = checked.tagLists ?? [{ tagger: profile.tagger, tags: profile.tags.slice(0, listed) }];
  const parts = data.artists.flatMap((artist) => [
    ...render(artist, { pictures, tagLists, label: data.label }, title),
  ]);
  const bytes = await writeWhole(path, (file) => writeParts(file, parts, signal ? { signal } : {}));
  return {
    artists: 1,
    covers: data.covers.length,
    embedded: pictures.count('embedded'),
    linked: pictures.count('linked'),
    bytes,
    notes: pictures.notes,
  };
}

function* render(artist: ReportArtist, options: OneArtistOptions, title: string): Generator<Html, void> {
  const { disambiguation } = artist.artist;
  const { pictures } = options;
  const page: Page = {
    title,
    subtitle: fragment`${disambiguation === undefined ? undefined : `${disambiguation}. `}${many(artist.covers.length, 'cover')}.`,
    contents: [],
    hasLinkedPictures: pictures.count('linked') > 0,
    hasEmbeddedPictures: pictures.count('embedded') > 0,
  };
  yield pageStart(page);
  yield* oneArtist(artist, options);
  yield* pageEnd(page, pictures.definitions());
}
