import { type Command, InvalidArgumentError, Option } from 'commander';
import { hintAt } from '../../catalog/names.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { CatalogProvider } from '../../catalog/provider.ts';
import { catalogs, named } from '../../providers/providers.ts';
import { SpotiTags } from '../../spotitags.ts';
import type { SoundTagger } from '../../sound/sound-tagger.ts';
import type { TagStore } from '../../store/store.ts';
import type { Tagger } from '../../tagger/tagger.ts';
import { type Io, atOnce } from '../terminal/io.ts';
import { wholeNumber } from './numbers.ts';
import { importCatalog, isModulePath } from './provider-module.ts';
import { isImplied, isInEnvironment, openProvider, withProviderFlags } from './provider-options.ts';
import { type SoundOptions, openSound, withSound } from './sound.ts';
import { type StoreOptions, withStoreOption } from './stores.ts';
import { type TaggerOptions, openTagger, withTagger } from './taggers.ts';

const names = catalogs.map(({ name }) => name).join(', ');
/** It needs neither a key nor an account. */
const defaultName = 'musicbrainz';

export interface SourceOptions extends StoreOptions, TaggerOptions {
  /** A name, or the path of a module. */
  readonly catalog?: string;
}

export interface ProviderOptions extends SourceOptions, SoundOptions {
  readonly covers: number;
}

export function withProviders(command: Command): Command {
  return withSound(withSources(command)).option(
    '--covers <n>',
    'largest number of distinct covers per artist',
    (n) => wholeNumber(n),
    10,
  );
}

/** The catalog, the tagger and the store. */
export function withSources(command: Command): Command {
  withStoreOption(withTagger(command)).addOption(
    new Option(
      '--catalog <name>',
      `the source of albums: ${catalogs.map(withVariables).join(', ')}, or a module of your own, ./my-catalog.js ` +
        `(default: folder if --root is given, else the first whose variables are set, else ${defaultName})`,
    ).argParser((text) => {
      if (named(catalogs, text) || isModulePath(text)) return text;
      throw new InvalidArgumentError(
        `Allowed choices are ${names}, or a module such as ./my-catalog.js.${hintAt(
          text,
          catalogs.map(({ name }) => name),
        )}`,
      );
    }),
  );
  return withProviderFlags(command, catalogs);
}

function withVariables({ name, environment = [] }: CatalogProvider): string {
  const sets = environment.map((variables) => variables.map((variable) => variable.name).join(' and '));
  return sets.length === 0 ? name : `${name} (needs ${sets.join(', or ')})`;
}

/** Parts that a command sets itself. */
export interface SpotiTagsParts {
  /** `none` for images, which need none. */
  readonly catalog?: Catalog | 'none';
  readonly tagger?: Tagger;
  readonly sound?: SoundTagger;
}

export async function openSpotiTags(
  options: SourceOptions & Partial<ProviderOptions>,
  io: Io,
  store: TagStore | undefined,
  parts: SpotiTagsParts = {},
): Promise<SpotiTags> {
  const catalog = parts.catalog ?? (await openCatalog(options, io, store));
  const sound = parts.sound ?? (await openSound(options, io));
  return new SpotiTags({
    ...(catalog !== 'none' && { catalog }),
    tagger: parts.tagger ?? (await openTagger(options, io, store)),
    ...(sound && { sound }),
    ...(options.covers !== undefined && { coversPerArtist: options.covers }),
    ...(store && { store }),
  });
}

export async function openCatalog(
  options: SourceOptions,
  io: Io,
  store: TagStore | undefined,
): Promise<Catalog> {
  const name = options.catalog ?? defaultCatalog(options, io);
  io.stderr.detail(`The catalog is ${name}${options.catalog === undefined ? ', the default' : ''}.`);
  const found = named(catalogs, name) ?? (await importCatalog(name));
  return 'open' in found
    ? openProvider(found, options, { signal: atOnce(io), ...(store && { store }) }, io)
    : found;
}

function defaultCatalog(options: SourceOptions, io: Io): string {
  const provider =
    catalogs.find((one) => isImplied(one, { ...options })) ??
    catalogs.find((one) => isInEnvironment(one, io));
  return provider?.name ?? defaultName;
}
