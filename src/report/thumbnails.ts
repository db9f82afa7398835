import pLimit from 'p-limit';
import { isBelowRoot, isPublicUrl } from '../covers/cover-source.ts';
import { type SharpFactory, decodeUpright, loadSharp } from '../covers/decode.ts';
import { CoverReader } from '../covers/read.ts';
import { SpotiTagsError } from '../errors.ts';
import type { Cover, CoverSource } from '../model.ts';
import { belowRoot, checkRoot } from './check-root.ts';
import type { PictureOptions } from './options.ts';
import type { ReportCover } from './report-data.ts';
import { many } from './titles.ts';

/** Where the picture of a cover comes from. */
export type Thumbnail =
  /** A data URL. */
  { readonly kind: 'embedded'; readonly data: string } | { readonly kind: 'linked'; readonly url: string };

/** The pictures of a report. Covers without one are shown as swatches. */
export interface Thumbnails {
  readonly of: ReadonlyMap<ReportCover, Thumbnail>;
  /** Why covers have no picture. */
  readonly notes: readonly string[];
}

/** Pixels of the longer side. */
const side = 96;
const quality = 78;
/** Pictures that are read and decoded at once. */
const atOnce = 4;

/** Where a cover is. An image that no catalog knows has its path as it was typed. */
export type PicturePlace = CoverSource | { readonly file: string };

export type ThumbnailOptions = PictureOptions & { readonly maxThumbnailBytes: number };

/** A picture that must be read and shrunk. */
interface ToRead {
  readonly cover: ReportCover;
  readonly image: Cover;
}

/**
 * Reads and shrinks the pictures of covers, or takes their URLs.
 *
 * @param covers - the most important first, because there is a limit for all of them together.
 * @throws SpotiTagsError `missing-package` if pictures must be embedded, and `sharp` is not installed; what {@link checkRoot}
 * throws.
 */
export async function thumbnailsOf(
  covers: readonly ReportCover[],
  placeOf: (cover: ReportCover) => PicturePlace | undefined,
  options: ThumbnailOptions,
): Promise<Thumbnails> {
  const of = new Map<ReportCover, Thumbnail>();
  const reasons = new Reasons();
  const toRead: ToRead[] = [];
  const placed = covers.map((cover) => ({ cover, place: placeOf(cover) }));
  await checkRootOf(placed, options);
  for (const { cover, place } of placed) {
    const way = wayTo(place, options);
    if (typeof way === 'string') reasons.add(way);
    else if ('kind' in way) of.set(cover, way);
    else toRead.push({ cover, image: way });
  }
  await embed(toRead, of, reasons, options);
  return { of, notes: reasons.notes(covers.length) };
}

/** Checks the root if pictures are read from it. */
async function checkRootOf(
  placed: readonly { readonly place: PicturePlace | undefined }[],
  { root, thumbnails }: PictureOptions,
): Promise<void> {
  if (root === undefined || thumbnails === 'none' || thumbnails === 'link') return;
  const paths = placed.flatMap(({ place }) => (place && 'path' in place ? [place.path] : []));
  await checkRoot(root, paths.filter(isBelowRoot));
}

/** How a picture is shown: from its URL, from what must be read first, or not, with the reason. */
function wayTo(
  place: PicturePlace | undefined,
  { thumbnails, root }: PictureOptions,
): Extract<Thumbnail, { kind: 'linked' }> | Cover | string {
  if (thumbnails === 'none') return 'no pictures were asked for';
  if (!place)
    return 'the dataset does not say where they are. Datasets of version 1 never do: collect again to see them';
  if ('url' in place) {
    if (thumbnails === 'embed') return { url: place.url };
    const canLink = isPublicUrl(place.url) && place.url.startsWith('https:');
    return canLink ? { kind: 'linked', url: place.url } : 'their addresses do not begin with https:';
  }
  if (thumbnails === 'link') return 'they are files, and a page can only link to addresses';
  if ('file' in place) return { path: place.file };
  if (root === undefined) return 'they are files, and their folder was not given (--root DIR)';
  // Only examples that were not read from a dataset can have such a path.
  return isBelowRoot(place.path) ? { path: belowRoot(root, place.path) } : 'their path is not below the root';
}

async function embed(
  covers: readonly ToRead[],
  of: Map<ReportCover, Thumbnail>,
  reasons: Reasons,
  { thumbnails, maxThumbnailBytes, signal }: ThumbnailOptions,
): Promise<void> {
  if (covers.length === 0) return;
  const sharp = await loadSharp('A report with embedded covers').catch((error: unknown) => {
    if (thumbnails === 'embed' || !SpotiTagsError.isInstance(error, 'missing-package')) throw error;
    return undefined;
  });
  if (!sharp) {
    reasons.add('the package sharp, which shrinks them, is not installed (npm install sharp)', covers.length);
    return;
  }
  const reader = new CoverReader();
  const limit = pLimit(atOnce);
  let bytes = 0;
  try {
    const shrunk = covers.map(({ image }) =>
      limit(async () => {
        signal?.throwIfAborted();
        // Over the limit, the others need not be read.
        return bytes > maxThumbnailBytes
          ? undefined
          : await shrink(sharp, reader, image, signal).catch(failureOf);
      }),
    );
    // If one of them throws, no other is awaited.
    for (const picture of shrunk) picture.catch(() => undefined);
    // In order, so that the speed of their servers does not choose which covers are beyond the limit.
    for (const [at, { cover }] of covers.entries()) {
      const data = await shrunk[at];
      if (data instanceof SpotiTagsError) reasons.add(data.message.replace(/\.$/u, ''));
      else if (data === undefined || bytes + data.length > maxThumbnailBytes) {
        bytes = Infinity;
        reasons.add(
          `the pictures of a page may have ${maxThumbnailBytes / 1e6} MB together (maxThumbnailBytes), and this is reached`,
        );
      } else {
        bytes += data.length;
        of.set(cover, { kind: 'embedded', data });
      }
    }
  } finally {
    limit.clearQueue();
    await reader.close();
  }
}

/** A data URL of the picture in small. */
async function shrink(
  sharp: SharpFactory,
  reader: CoverReader,
  image: Cover,
  signal: AbortSignal | undefined,
): Promise<string> {
  const bytes = await reader.read(image, signal ? { signal } : {});
  const { data } = await decodeUpright(sharp, bytes, { signal }, (upright) =>
    upright
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColorspace('srgb')
      .webp({ quality }),
  );
  return `data:image/webp;base64,${data.toString('base64')}`;
}

/** What is wrong with one cover. Anything else ends the report. */
function failureOf(error: unknown): SpotiTagsError {
  if (SpotiTagsError.isInstance(error, 'cover')) return error;
  throw error;
}

/** Counts covers by the reason why they have no picture. */
class Reasons {
  readonly #counts = new Map<string, number>();

  add(reason: string, count = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  notes(all: number): string[] {
    return Array.from(this.#counts, ([reason, count]) => {
      const which =
        count === all ? 'The covers are' : `${many(count, 'cover')} of ${all} ${count === 1 ? 'is' : 'are'}`;
      return `${which} shown as swatches of their colors: ${reason}.`;
    });
  }
}
