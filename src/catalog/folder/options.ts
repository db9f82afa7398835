import * as v from 'valibot';
import { flag, oneOf, optionsSchema, text } from '../../util/options.ts';

/** Options of `FolderCatalog`. */
export interface FolderCatalogOptions {
  /** The folder that contains the genre folders, or the artist folders. */
  readonly root: string;
  /** Whether artist folders are inside genre folders, or at the root. @default 'genre' */
  readonly layout?: Layout;
  /** Whether links that lead out of the root are followed, for example to another disk. @default false */
  readonly followLinks?: boolean;
}

export type Layout = 'genre' | 'artist';

export const layouts = ['genre', 'artist'] as const;

export const folderOptions = optionsSchema({
  root: text,
  layout: v.exactOptional(oneOf(layouts), 'genre'),
  followLinks: v.exactOptional(flag, false),
});

export type FolderSettings = v.InferOutput<typeof folderOptions>;
