import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { SpotiTagsError, codeOf } from '../../errors.ts';

const entrySchema = v.object({
  genre: v.exactOptional(v.string()),
  artist: v.string(),
  album: v.string(),
  year: v.optional(v.union([v.string(), v.number()])),
  /** Path of the image, relative to the root, with `/` between its parts. */
  file: v.string(),
});

interface ManifestEntry {
  readonly artist: string;
  readonly title: string;
  readonly year?: number;
}

/** The manifest's entries by image file. Keys are NFC, because file systems compose accents differently. */
export type Manifest = ReadonlyMap<string, ManifestEntry>;

/** The optional `manifest.json` at the root: real titles and years, by image file. */
export async function readManifest(root: string): Promise<Manifest> {
  const path = join(root, 'manifest.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw invalid('the file may not be read', error);
  });
  if (text === undefined) return new Map();
  const parsed = v.safeParse(v.array(entrySchema), parseJson(text.replace(/^\ufeff/u, '')), {
    abortEarly: true,
  });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw invalid(`${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  }
  return new Map(
    parsed.output.map(({ artist, album, year, file }) => [
      file.normalize('NFC').replace(/^(?:\.\/)+/u, ''),
      { artist, title: album, ...yearOf(year) },
    ]),
  );
}

function yearOf(year: string | number | undefined): { year?: number } {
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
