import { type Command, Option } from 'commander';
import type { Classifier } from '../../classifier/classifier.ts';
import { classifiers, named } from '../../providers/providers.ts';
import type { TagFilter } from '../../tags/filter.ts';
import { type Io, atOnce } from '../terminal/io.ts';
import { openProvider, withProviderFlags } from './provider-options.ts';
import { UsageError } from './usage-error.ts';

const names = classifiers.map(({ name }) => name);

/** The values of `--classifier`, for usage and errors. */
export const classifierNames = names.join('|');

export interface ClassifierOptions {
  /** The name of a service. */
  readonly classifier?: string;
}

export function withClassifier(command: Command): Command {
  command.addOption(
    new Option('--classifier <name>', 'a service to use instead of a model file').choices(names),
  );
  return withProviderFlags(command, classifiers);
}

/**
 * @param tagger - the id of the tagger whose tags the service gets.
 * @param filter - the filter of the tags, if a file gives one.
 */
export async function openClassifier(
  options: ClassifierOptions,
  tagger: string,
  { filter }: { readonly filter?: TagFilter },
  io: Io,
): Promise<Classifier & AsyncDisposable> {
  const { classifier = '' } = options;
  const provider = named(classifiers, classifier);
  if (!provider)
    throw new UsageError(`The classifier ${classifier} does not exist. Type one of ${names.join(', ')}.`);
  const context = { signal: atOnce(io), tagger, ...(filter && { filter }) };
  const service = await openProvider(provider, options, context, io);
  return {
    genres: service.genres,
    classify: (profiles, how) => service.classify(profiles, how),
    [Symbol.asyncDispose]: async () => {
      await service.close?.();
    },
  };
}
