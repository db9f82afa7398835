import { type Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { type Feature, albumDecades, allTags, titleWords } from '../../classifier/features/features.ts';
import type { LocalTrainer } from '../../classifier/models/local-classifier.ts';
import { SpotiTagsError } from '../../errors.ts';
import { trainerNamed, trainers } from '../../evaluation/experiment.ts';
import { readJson } from './files.ts';
import { type ConfiguredTagFilter, tagFilter } from '../../tags/filter.ts';

export interface ModelOptions {
  readonly classifier?: string;
  readonly features?: readonly Feature[];
  readonly filter?: string;
}

/** The best in folds over the sample data; see the figures in the README. */
const defaultClassifier = 'logistic-regression';

const kinds = new Map([
  ['tags', allTags],
  ['titles', titleWords],
  ['decades', albumDecades],
]);

export function withModel(command: Command): Command {
  return withFilter(command)
    .addOption(
      new Option('--classifier <name>', `the model (default: ${defaultClassifier})`).choices([
        ...trainers.keys(),
      ]),
    )
    .option(
      '--features <kinds>',
      'what it looks at, of tags,titles,decades (default: tags,titles)',
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
  classifier = defaultClassifier,
  features,
  filter,
}: ModelOptions): Promise<LocalTrainer> {
  const chosen = await readFilter(filter);
  return trainerNamed(classifier)({ ...(features && { features }), ...(chosen && { filter: chosen }) });
}

const filterSchema = v.strictObject({
  stopTags: v.exactOptional(v.array(v.string())),
  minConfidence: v.exactOptional(v.number()),
  aliases: v.exactOptional(v.array(v.tuple([v.string(), v.string()]))),
});

export async function readFilter(path: string | undefined): Promise<ConfiguredTagFilter | undefined> {
  if (path === undefined) return undefined;
  const checked = v.safeParse(filterSchema, await readJson(path, 'filter'));
  if (checked.success) return tagFilter(checked.output);
  const [issue] = checked.issues;
  throw new SpotiTagsError(
    'invalid-input',
    `The filter ${path}, ${v.getDotPath(issue) ?? 'object'}: ${issue.message}.`,
  );
}

function parseFeatures(text: string): Feature[] {
  return text.split(',').map((name) => {
    const make = kinds.get(name.trim());
    if (!make) throw new InvalidArgumentError(`Type some of ${[...kinds.keys()].join(',')}.`);
    return make();
  });
}
