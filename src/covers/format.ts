import { SpotiTagsError } from '../errors.ts';

/** The formats of covers. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff';

/**
 * The format of an image, by its content. All other formats are refused: SVG is a program that can take gigabytes and
 * minutes, and the decoder knows more formats than covers have.
 *
 * @throws SpotiTagsError `cover` for any other format, or for no bytes.
 */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512)).toString(
    'latin1',
  );
  const found = signatures.find(([, begins]) => begins(start))?.[0];
  if (found) return found;
  if (start === '') throw new SpotiTagsError('cover', 'The image is empty: it has 0 bytes.');
  throw new SpotiTagsError(
    'cover',
    'The image cannot be decoded. Its content is not JPEG, PNG, WebP, AVIF, GIF or TIFF.',
  );
}

const signatures: readonly (readonly [ImageFormat, (start: string) => boolean])[] = [
  ['jpeg', (start) => start.startsWith('\xff\xd8\xff')],
  ['png', (start) => start.startsWith('\x89PNG\r\n\x1a\n')],
  ['webp', (start) => /^RIFF[^]{4}WEBP/u.test(start)],
  ['gif', (start) => /^GIF8[79]a/u.test(start)],
  ['tiff', (start) => /^(?:II[*+]\0|MM\0[*+])/u.test(start)],
  ['avif', isAvif],
];

/** Whether the first box is a file type that names AVIF among its brands. HEIC has the same box. */
function isAvif(start: string): boolean {
  if (start.slice(4, 8) !== 'ftyp') return false;
  const size = Buffer.from(start.slice(0, 4), 'latin1').readUInt32BE();
  const brands = start.slice(8, size).match(/[^]{4}/gu) ?? [];
  return brands.some((brand) => brand === 'avif' || brand === 'avis');
}
