import { SpotiTagsError } from '../../errors.ts';
import { didYouMean, hintAt, looselySameName, sameName, sameTag } from '../names.ts';
import { inFolder } from './albums.ts';
import type { FolderTree } from '../local/folder-tree.ts';
import type { Genre } from './genres.ts';
import type { FolderSettings } from './options.ts';

/** Number of artists and genres that an error names. */
const mostNames = 10;

/** Number of folders of artists in which an error looks for a name. */
const mostLooked = 1000;

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
  async folders(): Promise<SpotiTagsError> {
    const [link] = (await this.#tree.list(''))?.outsideLinks ?? [];
    return error(
      `The folder ${JSON.stringify(this.#settings.root)} contains no folders. ${expected}, ` +
        `or, with the layout 'artist', Artist/Album.jpg.${link === undefined ? '' : ` ${linkText(link)}`}`,
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
      `The folder has no artist ${JSON.stringify(query)}: that is the folder of the genre ${JSON.stringify(name)}.${content} ` +
        `To take all artists of the genre, list it (spotitags collect --genre ${JSON.stringify(name)}). ` +
        `${isArtist} the artists are at the root, use the layout 'artist' (--layout artist).`,
    );
  }

  async genre(name: string, genres: readonly Genre[]): Promise<SpotiTagsError> {
    if (this.#settings.layout === 'artist') {
      return error(
        `There is no genre ${JSON.stringify(name)}, because the layout 'artist' has none. Pass "." for all artists, ` +
          "or use the layout 'genre' (--layout genre).",
      );
    }
    const links = (await this.#tree.list(''))?.outsideLinks ?? [];
    const link = links.find((one) => sameTag(one, name));
    const hint = link === undefined ? '' : ` ${linkText(link)}`;
    const names = genres.map((genre) => genre.name);
    return error(
      `There is no folder of the genre ${JSON.stringify(name)}. The genres are: ${shortened(names, 100) || 'none'}.${hint || hintAt(name, names)}`,
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
    const text = `The folder has no artist ${JSON.stringify(query)}. An artist is a folder ${place}.`;
    const link = await this.#linkNamed(query, genres);
    if (link !== undefined) return error(`${text} ${linkText(link)}`);
    // One level deeper: in folders of artists, which would be genres.
    const parents = genres.flatMap(({ folders }) => folders);
    const deeper = await this.#folderWith(query, parents);
    if (deeper === undefined) return error(text + didYouMean(suggestions));
    const genre = JSON.stringify(deeper);
    const advice =
      layout === 'artist'
        ? "use the layout 'genre' (--layout genre)"
        : `use the folder ${JSON.stringify(deeper.split('/')[0])} as the root`;
    return error(`${text} There is such a folder inside ${genre}. If ${genre} is a genre, ${advice}.`);
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

  /** The folder of an artist that contains a folder of that name. */
  async #folderWith(query: string, parents: readonly string[]): Promise<string | undefined> {
    let looked = 0;
    for (const parent of parents) {
      for (const name of (await this.#tree.list(parent))?.folders ?? []) {
        const folder = inFolder(parent, name);
        const inner = (await this.#tree.list(folder))?.folders ?? [];
        if (inner.some((one) => looselySameName(one, query))) return folder;
        looked += 1;
        if (looked >= mostLooked) return undefined;
      }
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
