import { type Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { featureGrammar, parseFeatures } from '../../classifier/features/feature-names.ts';
import type { Feature } from '../../classifier/features/features.ts';
import { loadClassifier } from '../../classifier/models/load-classifier.ts';
import { loadRegressor } from '../../classifier/models/load-regressor.ts';
import type { LocalClassifier, LocalTrainer } from '../../classifier/models/local-classifier.ts';
import type { LocalRegressor } from '../../classifier/models/local-regressor.ts';
import { SpotiTagsError } from '../../errors.ts';
import { modelNames, trainerNamed } from '../../evaluation/experiment.ts';
import { type ConfiguredTagFilter, type TagFilter, tagFilter } from '../../tags/filter.ts';
import { checkShape } from '../../util/checks.ts';
import { jsonText } from '../../util/json.ts';
import { writeWhole } from '../../util/write-whole.ts';
import type { Io } from '../terminal/io.ts';
import { readText } from '../../util/text-file.ts';
import { readJson } from './files.ts';
import { genreMapOf } from './genre-maps.ts';

export interface ModelOptions {
  readonly modelType?: string;
  readonly features?: readonly Feature[];
  readonly filter?: string;
  readonly genreMap?: string;
}

/** The most accurate one in folds over the sample data. The figures are in the README. */
const defaultType = 'logistic-regression';

export function withModel(command: Command): Command {
  return withFilter(command)
    .addOption(
      new Option('--model-type <name>', `the algorithm (default: ${defaultType})`).choices(modelNames),
    )
    .option(
      '--features <kinds>',
      `the features it uses: ${featureGrammar}. N is a number (default: all that the dataset has, but decades)`,
      parsedFeatures,
    );
}

export function withFilter(command: Command): Command {
  return command.option(
    '--filter <file>',
    'which tags count: JSON file { "stopTags"?: […], "minConfidence"?: 0.5, "aliases"?: [["from", "to"]] }',
  );
}

/** A trainer with these options. Notes features that often do harm. */
export async function trainerOf(
  { modelType = defaultType, features = [], filter, ...mapping }: ModelOptions,
  { stderr }: Pick<Io, 'stderr'>,
): Promise<LocalTrainer> {
  const chosen = await readFilter(filter);
  if (features.some(({ kind }) => kind === 'decade')) stderr.write(harmOfDecades);
  return trainerNamed(modelType)({
    ...(features.length > 0 && { features }),
    ...(chosen && { filter: chosen }),
    ...(await genreMapOf(mapping)),
  });
}

const harmOfDecades =
  'Note: decades often do harm, because the years of catalogs are those of re-issues. Compare with the same features ' +
  'without decades by spotitags evaluate.\n';

const filterSchema = v.strictObject({
  stopTags: v.exactOptional(v.array(v.string())),
  minConfidence: v.exactOptional(v.number()),
  aliases: v.exactOptional(v.array(v.tuple([v.string(), v.string()]))),
});

export async function readFilter(path: string | undefined): Promise<ConfiguredTagFilter | undefined> {
  if (path === undefined) return undefined;
  const checked = checkShape(filterSchema, await readJson(path, 'filter'));
  if ('output' in checked) return tagFilter(checked.output);
  throw new SpotiTagsError(
    'invalid-input',
    `The filter ${path} is not right: ${checked.problem}. Its keys are ${Object.keys(filterSchema.entries).join(', ')}.`,
  );
}

/** The filter, for a model that was trained with it. */
export async function filterOf(path: string | undefined): Promise<{ filter?: TagFilter }> {
  const filter = await readFilter(path);
  return filter ? { filter } : {};
}

/** The classifier of a file. @throws SpotiTagsError that names the file. */
export function readClassifier(path: string, filter: { filter?: TagFilter } = {}): Promise<LocalClassifier> {
  return readModel(path, (text) => loadClassifier(text, filter));
}

/** The regressor of a file. @throws SpotiTagsError that names the file. */
export function readRegressor(path: string, filter: { filter?: TagFilter } = {}): Promise<LocalRegressor> {
  return readModel(path, (text) => loadRegressor(text, filter));
}

/** Errors of the library name functions, and users of the command want the name of the file and of a command. */
async function readModel<Model>(path: string, load: (text: string) => Model): Promise<Model> {
  const saved = await readText(path, 'model');
  try {
    return load(saved);
  } catch (error) {
    if (!SpotiTagsError.isInstance(error)) throw error;
    const text = error.message
      .replace(/^The model(?: file)?\b/u, `The model ${path}`)
      .replace('Load it with loadClassifier', 'Type spotitags classify')
      .replace('Load it with loadRegressor', 'Type spotitags estimate');
    throw new SpotiTagsError(error.code, text, { cause: error });
  }
}

/** Writes a model completely or not at all. */
export function writeModel(path: string, model: LocalClassifier | LocalRegressor): Promise<void> {
  return writeWhole(path, (file) => file.write(`${jsonText(model)}\n`));
}

function parsedFeatures(text: string): Feature[] {
  try {
    return parseFeatures(text);
  } catch (error) {
    if (SpotiTagsError.isInstance(error)) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
