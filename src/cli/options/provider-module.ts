import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Catalog } from '../../catalog/catalog.ts';
import type { CatalogProvider } from '../../catalog/provider.ts';
import type { SoundProvider } from '../../sound/provider.ts';
import type { SoundTagger } from '../../sound/sound-tagger.ts';
import type { TaggerProvider } from '../../tagger/provider.ts';
import type { Tagger } from '../../tagger/tagger.ts';
import { UsageError } from './usage-error.ts';

/** Whether the value of an option is the path of a module, not the name of a provider. */
export function isModulePath(value: string): boolean {
  return modulePath.test(value);
}

/** Its source is also right without flags, as JSON schemas have patterns. */
export const modulePath = /^(?:\.{1,2}[\\/]|[\\/]|[A-Za-z]:[\\/])|\.[cm]?[jt]s$/iu;

/** The catalog or the descriptor that a user's module exports. */
export function importCatalog(path: string): Promise<Catalog | CatalogProvider> {
  const isCatalog = (value: unknown): value is Catalog =>
    hasText(value, 'id') && hasFunctions(value, ['findArtist', 'albums']);
  const isProvider = (value: unknown): value is CatalogProvider => isDescriptor(value, 'catalog');
  return importDefault(path, 'catalog', 'id, findArtist and albums', isCatalog, isProvider);
}

/** The tagger or the descriptor that a user's module exports. */
export function importTagger(path: string): Promise<Tagger | TaggerProvider> {
  const isTagger = (value: unknown): value is Tagger =>
    hasText(value, 'id') && hasNumber(value, 'maxBatchSize') && hasFunctions(value, ['tag']);
  const isProvider = (value: unknown): value is TaggerProvider => isDescriptor(value, 'tagger');
  return importDefault(path, 'tagger', 'id, maxBatchSize and tag', isTagger, isProvider);
}

/** The sound tagger or the descriptor that a user's module exports. */
export function importSoundTagger(path: string): Promise<SoundTagger | SoundProvider> {
  const isSoundTagger = (value: unknown): value is SoundTagger =>
    hasText(value, 'id') && hasFunctions(value, ['describe']);
  const isProvider = (value: unknown): value is SoundProvider => isDescriptor(value, 'sound');
  return importDefault(path, 'sound', 'id and describe', isSoundTagger, isProvider, 'sound tagger');
}

async function importDefault<Instance, Descriptor>(
  path: string,
  kind: string,
  members: string,
  isInstance: (value: unknown) => value is Instance,
  isProvider: (value: unknown) => value is Descriptor,
  called = kind,
): Promise<Instance | Descriptor> {
  const exported = defaultOf(await importModule(path));
  if (isInstance(exported) || isProvider(exported)) return exported;
  throw new UsageError(
    `The module ${path} must have a default export that is a ${called} (an object with ${members}) or its descriptor ` +
      `(an object with kind: '${kind}', name, options and open). It exports ${described(exported)}.`,
  );
}

async function importModule(path: string): Promise<unknown> {
  await stat(path).catch((cause: unknown) => {
    throw new UsageError(`The module ${path} does not exist.`, { cause });
  });
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (cause) {
    const [reason = ''] = String(cause).split('\n', 1);
    throw new UsageError(`The module ${path} cannot be imported: ${reason.replace(/\.$/u, '')}.`, { cause });
  }
}

/** If a compiler turned a module into CommonJS, its default export is one level deeper. */
function defaultOf(module: unknown): unknown {
  const outer = hasKey(module, 'default') ? module.default : undefined;
  return hasKey(outer, '__esModule') && hasKey(outer, 'default') ? outer.default : outer;
}

function isDescriptor(value: unknown, kind: string): boolean {
  return (
    hasKey(value, 'kind') &&
    value.kind === kind &&
    hasText(value, 'name') &&
    hasKey(value, 'options') &&
    hasKey(value.options, '~standard') &&
    hasFunctions(value, ['open'])
  );
}

function described(value: unknown): string {
  if (value === undefined) return 'no default';
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  return `an object with ${Object.keys(value).join(', ') || 'no properties of its own'}`;
}

function hasKey<Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}

function hasText(value: unknown, key: string): boolean {
  return hasKey(value, key) && typeof value[key] === 'string';
}

function hasNumber(value: unknown, key: string): boolean {
  return hasKey(value, key) && typeof value[key] === 'number';
}

function hasFunctions(value: unknown, keys: readonly string[]): boolean {
  return keys.every((key) => hasKey(value, key) && typeof value[key] === 'function');
}
