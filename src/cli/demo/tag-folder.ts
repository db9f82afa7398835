import type { GenreResult } from '../../run/genre-run.ts';
import type { GenreSources } from '../../run/sources.ts';
import type { SpotiTags } from '../../spotitags.ts';
import type { Io } from '../terminal/io.ts';
import { shortWork, withBar } from '../terminal/progress.ts';

export type Tagged = Extract<GenreResult, { readonly status: 'tagged' }>;

/** Tags the artists of a folder. One that fails is named, and the others are tagged. */
export async function tagFolder(
  spotiTags: SpotiTags,
  genres: GenreSources,
  { stderr, signal }: Io,
): Promise<Tagged[]> {
  const tagged: Tagged[] = [];
  await withBar(
    stderr,
    async (bar) => {
      for await (const result of spotiTags.tagGenres(genres, { signal, onProgress: bar.update })) {
        if (result.status === 'tagged') tagged.push(result);
        // Without the package that reads images, no artist can be tagged.
        else if (result.error.code === 'missing-package') throw result.error;
        else stderr.fail(`${result.error.message}\n`);
      }
    },
    shortWork,
  );
  return tagged;
}
