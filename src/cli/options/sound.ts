import { type Command, InvalidArgumentError, Option } from 'commander';
import { hintAt } from '../../catalog/names.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { ArtistProfile } from '../../model.ts';
import { named, soundTaggers } from '../../providers/providers.ts';
import type { SoundTagger } from '../../sound/sound-tagger.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { SoundProvider } from '../../sound/provider.ts';
import { delegate } from '../../util/delegate.ts';
import { isNotInstalled } from '../../util/optional-package.ts';
import { counted } from '../../util/plural.ts';
import { type Io, atOnce } from '../terminal/io.ts';
import { importSoundTagger, isModulePath } from './provider-module.ts';
import { openProvider, withProviderFlags } from './provider-options.ts';
import { UsageError } from './usage-error.ts';

const names = soundTaggers.map(({ name }) => name).join(', ');

export interface SoundOptions {
  /** A name, or the path of a module. */
  readonly sound?: string;
}

export function withSound(command: Command): Command {
  command.addOption(
    new Option(
      '--sound <name>',
      `listen to a track of each album, with --catalog library: ${names}, or a module of your own, ./my-sound.js`,
    ).argParser((text) => {
      if (named(soundTaggers, text) || isModulePath(text)) return text;
      throw new InvalidArgumentError(
        `Allowed choices are ${names}, or a module such as ./my-sound.js.${hintAt(
          text,
          soundTaggers.map(({ name }) => name),
        )}`,
      );
    }),
  );
  return withProviderFlags(command, soundTaggers);
}

/** The sound tagger of the options, if they have one. */
export async function openSound(options: SoundOptions, io: Io): Promise<SoundTagger | undefined> {
  const { sound } = options;
  if (sound === undefined) return undefined;
  const found = named(soundTaggers, sound) ?? (await importSoundTagger(sound));
  if (!('open' in found)) return found;
  const tagger = await openProvider(found, options, { signal: atOnce(io) }, io);
  return delegate(tagger, {
    describe: async (track, how) => {
      try {
        return await tagger.describe(track, how);
      } catch (error) {
        if (SpotiTagsError.isInstance(error, 'missing-package')) await checkPackages(found);
        throw error;
      }
    },
  });
}

/** Names all packages that are missing, because users install them in one step. */
async function checkPackages({ name, packages = [] }: SoundProvider): Promise<void> {
  const loaded = await Promise.allSettled(packages.map(({ load }) => load()));
  const missing = packages.filter((one, at) => {
    const result = loaded[at];
    return result?.status === 'rejected' && isNotInstalled(result.reason, one.name);
  });
  if (missing.length === 0) return;
  const names = missing.map((one) => one.name).join(' ');
  throw new SpotiTagsError(
    'missing-package',
    `--sound ${name} needs ${counted(missing.length, 'more package')}. Run: npm install ${names}`,
  );
}

/** @throws UsageError if images are to be listened to. */
export function checkSound({ sound }: SoundOptions, asked: string | readonly unknown[]): void {
  if (sound !== undefined && typeof asked !== 'string')
    throw new UsageError(
      '--sound listens to music files, and --image takes images. Type an artist of --catalog library.',
    );
}

/** Catalogs that have no music files. */
const silent = new Set(['folder', 'spotify', 'musicbrainz']);

/** A note before the work, if there is nothing to listen to. */
export function silentNote({ id }: Catalog, sound: SoundTagger | undefined): string {
  return sound && silent.has(id)
    ? `Note: the catalog ${id} has no music files, so nothing will be listened to. Type --catalog library for your own music.\n`
    : '';
}

/** What to do if nothing was listened to. @param known - the sound tagger whose tags the model knows, if it looks at sound. */
export function soundNote({ sound, artist, albums }: ArtistProfile, known?: string): string {
  if (sound === undefined && known !== undefined)
    return `Note: the model also knows the sound tags of ${known}, and nothing was listened to. Type --sound as for its dataset.\n`;
  if (sound === undefined || albums.some((album) => album.sound && album.sound.status !== 'missing'))
    return '';
  return (
    `Note: the catalog ${artist.catalog} has no music files, so nothing was listened to. Type --catalog library and --root DIR ` +
    'for your own music.\n'
  );
}
