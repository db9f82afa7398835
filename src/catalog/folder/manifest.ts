import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, relative } from 'node:path';
import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import { looselySameName } from '../names.ts';
import { isWithin, missing } from '../local/folder-tree.ts';
import type { Layout } from './options.ts';

const entrySchema = v.object({
  genre: v.nullish(v.string()),
  artist: v.nullish(v.string()),
  album: v.nullish(v.string()),
  year: v.nullish(v.union([v.string(), v.number()])),
  /** Path of the image, relative to the root, or absolute and below it. */
  file: v.string(),
});

interface ManifestEntry {
  readonly artist?: string;
  readonly title?: string;
  readonly year?: number;
}

/** The manifest's entries by image file. Keys are NFC, because file systems compose accents differently. */
export type Manifest = ReadonlyMap<string, ManifestEntry>;

/** About 300,000 entries. */
const mostBytes = 50_000_000;

/** The optional `manifest.json` at the root: real titles and years, by image file. */
export async function readManifest(root: string, followLinks: boolean): Promise<Manifest> {
  const path = await realpath(join(root, 'manifest.json')).catch(missing);
  if (path === undefined) return new Map();
  if (!followLinks && !isWithin(root, path)) throw invalid('it is a link out of the root');
  const text = await readRegularFile(path);
  // One issue is enough, and a large wrong file has millions.
  const parsed = v.safeParse(v.array(entrySchema), parseJson(text.replace(/^\ufeff/u, '')), {
    abortEarly: true,
  });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw invalid(`${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  }
  return new Map(
    parsed.output.map(({ artist, album, year, file }) => [
      cleanPath(isAbsolute(file) && isWithin(root, normalize(file)) ? relative(root, file) : file),
      { ...(artist && { artist: artist.normalize('NFC') }), ...(album && { title: album }), ...yearOf(year) },
    ]),
  );
}

/** A pipe would be waited for without end. */
async function readRegularFile(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw invalid('it is not a regular file');
    if (found.size > mostBytes)
      throw invalid(`it has ${found.size} bytes, and at most ${mostBytes} are read`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (SpotiTagsError.isInstance(error)) throw error;
    throw invalid('the file may not be read', error);
  }
}

/** A path relative to the root, as manifests write it: with `/` or `\` between its parts. */
export function cleanPath(path: string): string {
  return path
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+|\/+$/gu, '')
    .replace(/\/(?:\.?\/)+/gu, '/');
}

/**
 * Real names of artists by their folders: `AC/DC` cannot be the name of a folder. A folder gets the name that more than
 * half of its own entries have.
 *
 * @throws SpotiTagsError `invalid-input` if the names of the folders show that the layout is another one.
 */
export function artistNames(manifest: Manifest, layout: Layout): ReadonlyMap<string, string> {
  checkLayout(manifest, layout);
  const depth = layout === 'genre' ? 2 : 1;
  const counts = new Map<string, Map<string, number>>();
  for (const [file, { artist }] of manifest) {
    const parts = file.split('/');
    // An image beside the folders of artists is not an artist's.
    if (artist === undefined || parts.length <= depth) continue;
    const folder = parts.slice(0, depth).join('/');
    const names = counts.get(folder) ?? new Map<string, number>();
    counts.set(folder, names.set(artist, (names.get(artist) ?? 0) + 1));
  }
  const chosen = new Map<string, string>();
  for (const [folder, names] of counts) {
    const all = [...names.values()].reduce((sum, count) => sum + count, 0);
    for (const [name, count] of names) if (count * 2 > all) chosen.set(folder, name);
  }
  return chosen;
}

/** An entry speaks for a layout if the folder of its artist has the artist's name. */
function checkLayout(manifest: Manifest, layout: Layout): void {
  const place = layout === 'genre' ? 1 : 0;
  let fitting = 0;
  const known = new Map<string, boolean>();
  const isOf = (folder: string, artist: string): boolean => {
    const key = `${folder}/${artist}`;
    const isSame = known.get(key) ?? looselySameName(folder, artist);
    known.set(key, isSame);
    return isSame;
  };
  const others: { readonly file: string; readonly artist: string; readonly at: number }[] = [];
  for (const [file, { artist }] of manifest) {
    if (artist === undefined) continue;
    const folders = file.split('/').slice(0, -1);
    // An album may have the artist's name as well.
    if (isOf(folders[place] ?? '', artist)) {
      fitting += 1;
      continue;
    }
    const at = folders.findIndex((folder) => isOf(folder, artist));
    if (at >= 0) others.push({ file, artist, at });
  }
  const [other] = others;
  if (!other || others.length <= fitting) return;
  const { file, artist, at } = other;
  const fit = at === 0 ? 'artist' : 'genre';
  const advice =
    at > 1
      ? `Use the folder ${JSON.stringify(
          file
            .split('/')
            .slice(0, at - 1)
            .join('/'),
        )} as the root.`
      : `Use the layout '${fit}' (--layout ${fit}).`;
  throw new SpotiTagsError(
    'invalid-input',
    `manifest.json does not fit the layout '${layout}'. It says that ${JSON.stringify(file)} is of the artist ` +
      `${JSON.stringify(artist)}, and the folder of that name is in another place. ${advice}`,
  );
}

function yearOf(year: string | number | null | undefined): { year?: number } {
  // `1978`, or a date that begins with it.
  const number = Number(/^\d{4}(?=$|-)/u.exec(String(year))?.[0]);
  return number > 0 ? { year: number } : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
}

function invalid(reason: string, cause?: unknown): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `manifest.json at the root cannot be read: ${reason}. Expected [{ "genre", "artist", "album", "year", "file" }].`,
    { cause },
  );
}
