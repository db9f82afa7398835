import type { CatalogProvider } from '../provider.ts';
import { type LibrarySettings, libraryOptions } from './options.ts';

export const libraryProvider: CatalogProvider<LibrarySettings> = {
  kind: 'catalog',
  name: 'library',
  exportName: 'MusicLibraryCatalog',
  subpath: 'library',
  summary: 'your own music files, with their own tags and covers; only read',
  needs: '`music-metadata`',
  packages: [{ name: 'music-metadata', load: () => import('music-metadata') }],
  flags: [
    {
      flag: '--root <folder>',
      option: 'root',
      help: 'folder of covers: [Genre/]Artist/Album.jpg or [Genre/]Artist/Album/cover.jpg; of --catalog library, of music files',
      missing: '--catalog library needs a folder of music files. Type --root DIR.',
    },
  ],
  options: libraryOptions,
  open: async (options, { store }) =>
    new (await import('./music-library-catalog.ts')).MusicLibraryCatalog({
      ...(store && { store }),
      ...options,
    }),
};
