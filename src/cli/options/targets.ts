import type { Command } from 'commander';
import type { Feature } from '../../classifier/features/features.ts';
import type { LocalRegressionTrainer } from '../../classifier/models/local-regressor.ts';
import { ridgeRegression } from '../../classifier/models/ridge-regression.ts';
import { readLabeledDataset, readNumberDataset } from '../../dataset/dataset.ts';
import { numberExamples } from '../../dataset/number-examples.ts';
import type { Target } from '../../dataset/target.ts';
import { readTargets } from '../../dataset/targets.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { NumberExample } from '../../model.ts';
import { counted } from '../../util/plural.ts';
import type { Io } from '../terminal/io.ts';
import { filterOf } from './models.ts';
import { UsageError } from './usage-error.ts';

export function withTarget(command: Command): Command {
  return command.option(
    '--target <what>',
    'learn a number instead of genres: year (mean of the albums of an artist), a file of numbers (JSON or CSV: artist,target or ' +
      'artist,album,target), or dataset (the numbers of the dataset itself)',
  );
}

export interface RegressionOptions {
  readonly target: string;
  readonly features?: readonly Feature[];
  readonly filter?: string;
}

/** Refuses options of classifiers. */
export function checkNoGenres(options: object, names: readonly string[]): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || !names.includes(name)) continue;
    const flag = name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${flag} is for genres, and --target is for numbers. Type only one of them.`);
  }
}

/** @throws UsageError for features that tell the target. */
export async function regressionTrainerOf(options: RegressionOptions): Promise<LocalRegressionTrainer> {
  const { features = [], target } = options;
  if (target === 'year' && features.some(({ kind }) => kind === 'decade')) {
    throw new UsageError(
      'Decades are made of the years that are to be learned. Type --features without decades.',
    );
  }
  return ridgeRegression({ ...(features.length > 0 && { features }), ...(await filterOf(options.filter)) });
}

/** The examples of a dataset with the numbers of `--target`. Says what is to be known of them. */
export async function* numbersOf(
  dataset: string,
  target: string,
  { signal, stderr }: Io,
): AsyncGenerator<NumberExample, void> {
  if (target === 'dataset') {
    yield* readNumberDataset(dataset, { signal });
    return;
  }
  const targets = target === 'year' ? target : await targetsOf(target);
  const catalogs = new Set<string>();
  for await (const example of numberExamples(readLabeledDataset(dataset, { signal }), targets, {
    onUnmatched: (unmatched) => {
      stderr.write(describeUnmatched(unmatched, targets.length));
    },
  })) {
    catalogs.add(example.profile.artist.catalog);
    yield example;
  }
  catalogs.delete('musicbrainz');
  if (target === 'year' && catalogs.size > 0) {
    stderr.write(
      `Note: the years of ${[...catalogs].join(', ')} may be those of re-issues. Collect with --catalog musicbrainz for the years ` +
        'of first releases.\n',
    );
  }
}

async function targetsOf(path: string): Promise<readonly Target[]> {
  try {
    return await readTargets(path);
  } catch (error) {
    if (!SpotiTagsError.isInstance(error, 'not-found')) throw error;
    const advice = 'Type --target year, --target dataset, or the name of a file.';
    throw new SpotiTagsError('not-found', `${error.message} ${advice}`, { cause: error });
  }
}

/** Targets that are named. */
const mostNamed = 3;

function describeUnmatched(unmatched: readonly Target[], all: number): string {
  const names = unmatched
    .slice(0, mostNamed)
    .map(({ artist, album }) =>
      album === undefined ? JSON.stringify(artist) : `${JSON.stringify(album)} of ${JSON.stringify(artist)}`,
    );
  const rest = unmatched.length > mostNamed ? ` and ${unmatched.length - mostNamed} more` : '';
  return (
    `Note: the dataset does not have ${unmatched.length} of ${counted(all, 'target')}: ${names.join(', ')}${rest}. ` +
    'Name artists and albums as the dataset does, or by their ids.\n'
  );
}
