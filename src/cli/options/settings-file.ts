import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SpotiTagsError } from '../../errors.ts';
import { type Io, printable } from '../terminal/io.ts';
import { readJson } from './files.ts';
import { UsageError } from './usage-error.ts';

/** The name of a file of settings. */
const settingsFileName = 'spotitags.config.json';
/** The field of `package.json`. */
const field = 'spotitags';

export interface SettingsFile {
  readonly path: string;
  /** Paths of settings are relative to it. */
  readonly folder: string;
  readonly settings: object;
}

/**
 * The settings of the working directory, or of the nearest folder above it that has some.
 * @throws UsageError for a file that is not right, or for two in one folder.
 */
export async function findSettings({
  cwd,
  stderr,
}: Pick<Io, 'cwd' | 'stderr'>): Promise<SettingsFile | undefined> {
  const ignore = (path: string) => {
    stderr.write(
      `Note: the settings of ${printable(path)} are not used, because the file belongs to another user. Copy it to use them.\n`,
    );
  };
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = await settingsIn(folder, ignore);
    if (found) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

/** @param ignore - called for a file of another user, which never fails a command, whatever is in it. */
async function settingsIn(folder: string, ignore: (path: string) => void): Promise<SettingsFile | undefined> {
  const [path, packagePath] = [join(folder, settingsFileName), join(folder, 'package.json')];
  const owner = await ownerOf(path);
  if (owner === 'other') ignore(path);
  const own = owner === 'trusted' ? await readJson(path, 'file of settings').catch(asUsage) : undefined;
  const packaged = await packagedSettings(packagePath, ignore);
  if (own !== undefined && packaged !== undefined)
    throw new UsageError(
      `Both ${path} and the field "${field}" of ${packagePath} have settings. Keep one of them.`,
    );
  if (own !== undefined) return { path, folder, settings: objectOf(own, `The file of settings ${path}`) };
  if (packaged === undefined) return undefined;
  return {
    path: packagePath,
    folder,
    settings: objectOf(packaged, `The field "${field}" of ${packagePath}`),
  };
}

async function packagedSettings(path: string, ignore: (path: string) => void): Promise<unknown> {
  const owner = await ownerOf(path);
  const value = owner === undefined ? undefined : await fieldOf(path);
  // Most such files have no settings, and need no note.
  if (owner !== 'other' || value === undefined) return value;
  ignore(path);
  return undefined;
}

/** Undefined if it is not JSON, or if it has no settings: it is npm's file. */
async function fieldOf(path: string): Promise<unknown> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof parsed === 'object' && parsed !== null && field in parsed ? parsed[field] : undefined;
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown, what: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${what} must be a JSON object, such as { "root": "Music" }.`);
}

/** Settings stand for typed options, and so do their errors. */
function asUsage(error: unknown): never {
  throw SpotiTagsError.isInstance(error) ? new UsageError(error.message, { cause: error }) : error;
}

/**
 * A setting may name a module, which is run. A file above the working directory may be another user's.
 * @returns `undefined` if there is no such file.
 */
async function ownerOf(path: string): Promise<'trusted' | 'other' | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  // Windows has no such numbers.
  const own = process.getuid?.();
  return own === undefined || isTrusted(found.uid, own) ? 'trusted' : 'other';
}

/** @param owner - the number of the user who owns a file. */
export function isTrusted(owner: number, own: number): boolean {
  return own === 0 || owner === 0 || owner === own;
}
