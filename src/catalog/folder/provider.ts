import type { CatalogProvider } from '../provider.ts';
import { folderOptions, layouts, type FolderSettings } from './options.ts';

export const folderProvider: CatalogProvider<FolderSettings> = {
  kind: 'catalog',
  name: 'folder',
  exportName: 'FolderCatalog',
  summary: 'images in a folder, with real titles and years where a `manifest.json` gives them',
  needs: 'nothing',
  flags: [
    {
      flag: '--root <folder>',
      option: 'root',
      help: 'folder of covers: [Genre/]Artist/Album.jpg or [Genre/]Artist/Album/cover.jpg; of --catalog library, of music files',
      missing: '--catalog folder needs a folder. Type --root DIR.',
    },
    {
      flag: '--layout <layout>',
      option: 'layout',
      help: 'whether artist folders are inside genre folders, or at the root (default: genre)',
      choices: layouts,
    },
    {
      flag: '--follow-links',
      option: 'followLinks',
      help: 'also follow links that lead out of the folder, for example to another disk',
    },
  ],
  options: folderOptions,
  open: async (options) => new (await import('./folder-catalog.ts')).FolderCatalog(options),
};
