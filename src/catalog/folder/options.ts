import * as v from 'valibot';
import { oneOf, optionsSchema, text } from '../../util/options.ts';

export interface FolderCatalogOptions {
  /** The folder that contains the genre folders, or the artist folders. */
  readonly root: string;
  /** Whether artist folders are inside genre folders, or at the root. @default 'genre' */
  readonly layout?: 'genre' | 'artist';
}

export const layouts = ['genre', 'artist'] as const;

export const folderOptions = optionsSchema({
  root: text,
  layout: v.exactOptional(oneOf(layouts), 'genre'),
});

export type FolderSettings = v.InferOutput<typeof folderOptions>;
