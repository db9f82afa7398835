import { SpotiTagsError } from '../../errors.ts';
import { didYouMean, matchName, sameName, spellingKey } from '../names.ts';
import { inFolder } from './albums.ts';
import type { FolderTree } from './files.ts';
import type { Genre } from './genres.ts';
import type { FolderSettings } from './options.ts';

/** Number of artists and genres that an error names. */
const mostNames = 10;

const expected = 'Expected folders such as Genre/Artist/Album.jpg or Genre/Artist/Album/cover.jpg';

/** Errors about what is not in a folder. They look around for what may have been meant. */
export class NotFound {
  readonly #tree: FolderTree;
  readonly #settings: FolderSettings;

  constructor(tree: FolderTree, settings: FolderSettings) {
    this.#tree = tree;
    this.#settings = settings;
  }

  folder(folder: string): SpotiTagsError {
    const path = JSON.stringify(folder === '' ? this.#settings.root : folder);
    return error(`The folder ${path} does not exist, or it may not be read.`);
  }

  /** The root has no folders at all. */
  folders(): SpotiTagsError {
    return error(
      `The folder ${JSON.stringify(this.#settings.root)} contains no folders. ${expected}, ` +
        "or, with the layout 'artist', Artist/Album.jpg.",
    );
  }

  link(path: string): SpotiTagsError {
    return error(linkText(path));
  }

  rootAsArtist(query: string): SpotiTagsError {
    return error(
      `${JSON.stringify(query)} is the folder of the whole catalog, not an artist. Its artists are listed by ` +
        "artistsOf('.').",
    );
  }

  async genreAsArtist(query: string, { name, folders }: Genre): Promise<SpotiTagsError> {
    const listings = await Promise.all(folders.map((folder) => this.#tree.list(folder)));
    const artists = listings.flatMap((listing) => listing?.folders ?? []);
    const hasImages = listings.some((listing) => (listing?.images.length ?? 0) > 0);
    const content = artists.length > 0 ? ` In it: ${shortened(artists)}.` : '';
    const isArtist = hasImages ? 'It contains images, as the folder of an artist does. If' : 'If';
    return error(
      `There is no artist ${JSON.stringify(query)}: it is the folder of the genre ${JSON.stringify(name)}.${content} ` +
        `To take all artists of the genre, list it (spotitags collect --genre ${JSON.stringify(name)}). ` +
        `${isArtist} the artists are at the root, use the layout 'artist' (--layout artist).`,
    );
  }

  genre(name: string, genres: readonly Genre[]): SpotiTagsError {
    if (this.#settings.layout === 'artist') {
      return error(
        `There is no genre ${JSON.stringify(name)}, because the layout 'artist' has none. Pass "." for all artists, ` +
          "or use the layout 'genre' (--layout genre).",
      );
    }
    const names = genres.map((genre) => genre.name);
    return error(
      `There is no folder of the genre ${JSON.stringify(name)}. The genres are: ${shortened(names, 100) || 'none'}.`,
    );
  }

  async artist(
    query: string,
    suggestions: readonly string[],
    genres: readonly Genre[],
  ): Promise<SpotiTagsError> {
    const root = await this.#tree.list('');
    if (root?.folders.length === 0) return this.folders();
    const { layout } = this.#settings;
    const place = layout === 'genre' ? 'inside the folder of a genre' : 'at the root';
    const text = `There is no artist ${JSON.stringify(query)} in the folder. An artist is a folder ${place}.`;
    const link = await this.#linkNamed(query, genres);
    if (link !== undefined) return error(`${text} ${linkText(link)}`);
    const genre = layout === 'artist' ? await this.#folderWith(query, root?.folders ?? []) : undefined;
    if (genre === undefined) return error(text + didYouMean(suggestions));
    const folder = JSON.stringify(genre);
    return error(
      `${text} There is such a folder inside ${folder}. If ${folder} is a genre, use the layout 'genre' (--layout genre).`,
    );
  }

  /** @throws SpotiTagsError `not-found` if a genre has images or links where folders of artists were expected. */
  async checkEmpty(folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      const listing = await this.#tree.list(folder);
      const [link] = listing?.outsideLinks ?? [];
      if (link !== undefined) throw this.link(inFolder(folder, link));
      if (listing && listing.images.length > 0) {
        const path = JSON.stringify(folder === '' ? this.#settings.root : folder);
        throw error(
          `The folder ${path} contains images, but no folders of artists. If it is the folder of an artist, use the ` +
            (folder === '' ? 'folder around it as the root.' : "layout 'artist' (--layout artist)."),
        );
      }
    }
  }

  /** The path of a link out of the folder that has the name of the artist or of a genre. */
  async #linkNamed(query: string, genres: readonly Genre[]): Promise<string | undefined> {
    const parents = new Set(['', ...genres.flatMap(({ folders }) => folders)]);
    for (const folder of parents) {
      const { outsideLinks } = (await this.#tree.list(folder)) ?? { outsideLinks: [] };
      const link = outsideLinks.find((name) => sameName(name, query) || inFolder(folder, name) === query);
      if (link !== undefined) return inFolder(folder, link);
    }
    return undefined;
  }

  /** The folder at the root with a folder of that name. */
  async #folderWith(query: string, folders: readonly string[]): Promise<string | undefined> {
    for (const folder of folders) {
      const inner = (await this.#tree.list(folder))?.folders ?? [];
      const match = matchName(
        query,
        inner.map((name) => ({ id: spellingKey(name), name })),
      );
      if (match.found && !match.isNear) return folder;
    }
    return undefined;
  }
}

function error(message: string): SpotiTagsError {
  return new SpotiTagsError('not-found', message);
}

function linkText(path: string): string {
  const shown = JSON.stringify(path);
  return `${shown} is a link out of the folder, which is not followed. To follow it, set followLinks (--follow-links).`;
}

function shortened(names: readonly string[], most = mostNames): string {
  const more = names.length > most ? `, and ${names.length - most} more` : '';
  return names.slice(0, most).join(', ') + more;
}
