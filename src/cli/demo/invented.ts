import { FolderCatalog } from '../../catalog/folder/folder-catalog.ts';
import { logisticRegression } from '../../classifier/models/logistic-regression.ts';
import { SpotiTagsError } from '../../errors.ts';
import { crossValPredict } from '../../evaluation/evaluate.ts';
import type { Example } from '../../model.ts';
import { writeReport } from '../../report/write-report.ts';
import { SpotiTags } from '../../spotitags.ts';
import { PaletteTagger } from '../../tagger/palette/palette-tagger.ts';
import type { Io } from '../terminal/io.ts';
import { type Learned, learn } from './chain.ts';
import { describeGenres, describeUnseen } from './describe.ts';
import { inventedCovers } from './package-files.ts';
import { tagFolder } from './tag-folder.ts';

/** The demo on the invented covers. */
export interface InventedDemo extends Learned {
  readonly covers: number;
}

/**
 * The whole chain on pictures: folder, tags, profiles, comparison, model, prediction, report.
 * @throws SpotiTagsError `missing-package` without `sharp`.
 */
export async function inventedDemo(report: string, io: Io): Promise<InventedDemo> {
  const { signal } = io;
  const root = inventedCovers();
  const catalog = new FolderCatalog({ root });
  await using spotiTags = new SpotiTags({ catalog, tagger: new PaletteTagger() });
  const genres = await catalog.genres();
  const examples: Example[] = await tagFolder(
    spotiTags,
    genres.map((genre) => [genre, [{ genre }]] as const),
    io,
  );
  const learned = await learn(examples, signal);
  await writeReport(report, {
    examples,
    root,
    title: 'Invented covers',
    predictions: await crossValPredict(logisticRegression(), examples, { evidence: 5, signal }),
    signal,
  });
  const covers = examples.reduce((sum, { profile }) => sum + profile.albums.length, 0);
  return { ...learned, covers };
}

export function describeInvented({ covers, artists, genres, training, unseen }: InventedDemo): string {
  return [
    `1. Pictures: ${covers} invented covers of ${artists} artists in ${genres.length} genres, tagged by the palette tagger.\n`,
    '2. What sets the covers of a genre apart:\n',
    describeGenres({ genres }),
    `3. A model of ${training} of the artists, asked about those it has not seen:\n`,
    describeUnseen(unseen),
    'These looks were made to be told apart. Real covers are harder:\n',
  ].join('');
}

/** Whether the package that reads images is what is missing. */
export function isWithoutPictures(error: unknown): error is SpotiTagsError {
  return SpotiTagsError.isInstance(error, 'missing-package');
}
