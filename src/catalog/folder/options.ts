import * as v from 'valibot';
import { oneOf, optionsSchema, text } from '../../util/options.ts';

export interface FolderCatalogOptions {
  /** The folder that holds the genres' folders, or the artists' folders. */
  readonly root: string;
  /** Whether artists' folders are in genres' folders, or at the root. @default 'genre' */
  readonly layout?: 'genre' | 'artist';
}

export const layouts = ['genre', 'artist'] as const;

export const folderOptions = optionsSchema({
  root: text,
  layout: v.exactOptional(oneOf(layouts), 'genre'),
});

export type FolderSettings = v.InferOutput<typeof folderOptions>;
