import { type Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { type Feature, albumDecades, allTags, titleWords } from '../../classifier/features/features.ts';
import type { LocalTrainer } from '../../classifier/models/local-classifier.ts';
import { SpotiTagsError } from '../../errors.ts';
import { trainerNamed, trainers } from '../../evaluation/experiment.ts';
import { type ConfiguredTagFilter, type TagFilter, tagFilter } from '../../tags/filter.ts';
import { checkShape } from '../../util/checks.ts';
import { readJson, readText } from './files.ts';

export interface ModelOptions {
  readonly modelType?: string;
  readonly features?: readonly Feature[];
  readonly filter?: string;
}

/** The most accurate one in folds over the sample data. The figures are in the README. */
const defaultType = 'logistic-regression';

const kinds = new Map([
  ['tags', allTags],
  ['titles', titleWords],
  ['decades', albumDecades],
]);

export function withModel(command: Command): Command {
  return withFilter(command)
    .addOption(
      new Option('--model-type <name>', `the algorithm (default: ${defaultType})`).choices([
        ...trainers.keys(),
      ]),
    )
    .option(
      '--features <kinds>',
      'the features it uses, of tags,titles,decades (default: tags,titles)',
      parseFeatures,
    );
}

export function withFilter(command: Command): Command {
  return command.option(
    '--filter <file>',
    'which tags count: JSON file { "stopTags"?: […], "minConfidence"?: 0.5, "aliases"?: [["from", "to"]] }',
  );
}

export async function trainerOf({
  modelType = defaultType,
  features,
  filter,
}: ModelOptions): Promise<LocalTrainer> {
  const chosen = await readFilter(filter);
  return trainerNamed(modelType)({ ...(features && { features }), ...(chosen && { filter: chosen }) });
}

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

export function readModel(path: string): Promise<string> {
  return readText(path, 'model');
}

function parseFeatures(text: string): Feature[] {
  return text.split(',').map((name) => {
    const make = kinds.get(name.trim());
    if (!make) throw new InvalidArgumentError(`Type some of ${[...kinds.keys()].join(',')}.`);
    return make();
  });
}
