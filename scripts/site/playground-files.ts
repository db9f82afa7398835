import { join } from 'node:path';
import { FolderCatalog } from '../../src/catalog/folder/folder-catalog.ts';
import { logisticRegression } from '../../src/classifier/models/logistic-regression.ts';
import { assignFolds } from '../../src/evaluation/folds.ts';
import type { Example } from '../../src/model.ts';
import { SpotiTags } from '../../src/spotitags.ts';
import { PaletteTagger } from '../../src/tagger/palette/palette-tagger.ts';
import { projectFile } from '../subpaths.ts';

/** What the playground offers to try: an invented artist of each genre, and a model that has not seen them. */
interface PlaygroundFiles {
  /** Texts by their path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Covers: paths in the repository by their path in the playground. */
  readonly covers: ReadonlyMap<string, string>;
}

export async function playgroundFiles(): Promise<PlaygroundFiles> {
  const root = projectFile('examples/covers');
  const catalog = new FolderCatalog({ root });
  await using spotiTags = new SpotiTags({ catalog, tagger: new PaletteTagger() });
  const sources = (await catalog.genres()).map((genre) => [genre, [{ genre }]] as const);
  const examples: Example[] = [];
  for await (const result of spotiTags.tagGenres(Object.fromEntries(sources))) {
    if (result.status === 'failed') throw result.error;
    examples.push(result);
  }
  const folds = assignFolds(examples, { folds: 5 });
  const model = await logisticRegression().train(examples.filter((_, at) => folds[at] !== 0));
  const covers = new Map<string, string>();
  const samples = examples
    .filter((_, at) => folds[at] === 0)
    .map(({ profile }) => {
      const paths = profile.albums.flatMap(({ cover }) =>
        cover.status !== 'missing' && cover.source?.path !== undefined ? [cover.source.path] : [],
      );
      for (const path of paths) covers.set(path, join('examples/covers', path));
      return { artist: profile.artist.name, covers: paths };
    });
  return {
    texts: new Map([
      ['model.json', JSON.stringify(model)],
      ['samples.json', JSON.stringify(samples)],
    ]),
    covers,
  };
}
