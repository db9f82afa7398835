import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Catalog } from '../../catalog/catalog.ts';
import { FolderCatalog } from '../../catalog/folder/folder-catalog.ts';
import { MusicBrainzCatalog } from '../../catalog/musicbrainz/musicbrainz-catalog.ts';
import { SpotifyCatalog } from '../../catalog/spotify/spotify-catalog.ts';
import { SpotiTagsError } from '../../errors.ts';
import { SpotiTags, type SpotiTagsOptions } from '../../spotitags.ts';
import type { TagStore } from '../../store/store.ts';
import type { Io } from '../terminal/io.ts';
import { type StoreOptions, withStoreOption } from './stores.ts';
import { type TaggerOptions, openTagger, withTagger } from './taggers.ts';
import { UsageError } from './usage-error.ts';

export interface StationOptions extends StoreOptions, TaggerOptions {
  readonly catalog?: 'spotify' | 'musicbrainz' | 'folder';
  readonly root?: string;
  readonly layout?: 'genre' | 'artist';
  readonly albums: number;
}

export function withStations(command: Command): Command {
  return withStoreOption(withTagger(command))
    .addOption(
      new Option(
        '--catalog <name>',
        'where albums come from; musicbrainz needs MUSICBRAINZ_CONTACT, spotify SPOTIFY_CLIENT_ID and ' +
          'SPOTIFY_CLIENT_SECRET, or SPOTIFY_ACCESS_TOKEN (default: folder where --root is given, spotify where its ' +
          'keys are set, else musicbrainz)',
      ).choices(['spotify', 'musicbrainz', 'folder']),
    )
    .option('--root <folder>', 'folder of covers: [Genre/]Artist/Album.jpg or [Genre/]Artist/Album/cover.jpg')
    .addOption(
      new Option('--layout <layout>', "whether artists' folders stand within genres' folders, or at the root")
        .choices(['genre', 'artist'])
        .default('genre'),
    )
    .option('--albums <n>', 'distinct covers of an artist, at most', (n) => wholeNumber(n), 10);
}

export function wholeNumber(text: string, least = 1): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new InvalidArgumentError(`Type a whole number from ${least}.`);
  }
  return value;
}

export function atLeastTwo(text: string): number {
  return wholeNumber(text, 2);
}

export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('Type a share between 0 and 1, as 0.25.');
  return value;
}

/** What a command may set beside the stations that its options name. */
export type StationParts = Partial<Pick<SpotiTagsOptions, 'catalog' | 'tagger' | 'budget'>>;

export async function openStations(
  options: StationOptions,
  io: Io,
  store: TagStore | undefined,
  parts: StationParts = {},
): Promise<SpotiTags> {
  return new SpotiTags({
    catalog: parts.catalog ?? openCatalog(options, io),
    tagger: parts.tagger ?? (await openTagger(options, io, store)),
    coversPerArtist: options.albums,
    ...(store && { store }),
    ...(parts.budget && { budget: parts.budget }),
  });
}

export function openCatalog(options: StationOptions, io: Io): Catalog {
  switch (options.catalog ?? defaultCatalog(options, io)) {
    case 'folder':
      return openFolder(options);
    case 'musicbrainz':
      return openMusicBrainz(io);
    case 'spotify':
      return openSpotify(io);
  }
}

function defaultCatalog({ root }: StationOptions, { env }: Io): 'spotify' | 'musicbrainz' | 'folder' {
  if (root !== undefined) return 'folder';
  return env['SPOTIFY_CLIENT_ID'] || env['SPOTIFY_ACCESS_TOKEN'] ? 'spotify' : 'musicbrainz';
}

export function openMusicBrainz({ env }: Io): MusicBrainzCatalog {
  const contact = env['MUSICBRAINZ_CONTACT'];
  if (contact) return new MusicBrainzCatalog({ contact });
  throw new SpotiTagsError(
    'unauthorized',
    'MusicBrainz needs no key, but wants to know whom to write to: set MUSICBRAINZ_CONTACT to your e-mail address or ' +
      'web page. A folder of covers needs nothing: --root DIR.',
  );
}

export function openSpotify({ env }: Io): SpotifyCatalog {
  const accessToken = env['SPOTIFY_ACCESS_TOKEN'];
  if (accessToken) return new SpotifyCatalog({ accessToken: () => Promise.resolve(accessToken) });
  const clientId = env['SPOTIFY_CLIENT_ID'];
  const clientSecret = env['SPOTIFY_CLIENT_SECRET'];
  if (clientId && clientSecret) return new SpotifyCatalog({ clientId, clientSecret });
  throw new SpotiTagsError(
    'unauthorized',
    'Spotify needs keys: set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET (or SPOTIFY_ACCESS_TOKEN), ' +
      'or use --catalog musicbrainz, or a folder of covers, which needs none: --root DIR.',
  );
}

export function openFolder({ root, layout }: Pick<StationOptions, 'root' | 'layout'>): FolderCatalog {
  if (root === undefined) throw new UsageError('--catalog folder needs the folder: --root DIR');
  return new FolderCatalog({ root, ...(layout && { layout }) });
}
