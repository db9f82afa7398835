import type { ArtistProfile, CallOptions } from 'spotitags';
import { holds, rejects, rejectsIfAborted, withCode } from './assert.ts';
import type { CheckList } from './check.ts';

/** What trainers of all kinds of models share. */
interface AnyTrainer<Example, Model> {
  train(examples: readonly Example[], options?: CallOptions): Promise<Model>;
}

interface Closable {
  close?(): Promise<void>;
}

/** Runs a check on a model, which is trained first if need be. */
export type OnModel<Provider, Model> = (
  use: (model: Model) => void | Promise<void>,
) => (made: Provider) => Promise<void>;

export function onModel<Example, Model extends Closable>(
  examples: readonly Example[],
): OnModel<AnyTrainer<Example, Model> | Model, Model> {
  return (use) => async (made) => {
    if (!('train' in made)) return use(made);
    const model = await made.train(examples);
    try {
      await use(model);
    } finally {
      await model.close?.();
    }
  };
}

/**
 * The rules of `train`, for any kind of model.
 *
 * @returns a check that it refuses examples. `what` says which they are.
 */
export function trainingChecks<Example extends { readonly profile: ArtistProfile }, Model extends Closable>(
  list: Pick<CheckList<AnyTrainer<Example, Model> | Model, 'training'>, 'ruleOf'>,
  examples: readonly Example[],
): (given: readonly Example[], what: string) => (made: AnyTrainer<Example, Model> | Model) => Promise<void> {
  const train = async (
    made: AnyTrainer<Example, Model> | Model,
    given: readonly Example[],
    options?: CallOptions,
  ) => {
    holds(
      'train' in made,
      "`create` must make a trainer, or `supports: { training: { no: 'the reason' } }` say why not.",
    );
    return made.train(given, options);
  };
  const refuses = (given: readonly Example[], what: string) => (made: AnyTrainer<Example, Model> | Model) =>
    rejects(
      () => train(made, given),
      `\`train\` must reject with the code \`invalid-input\` for ${what}.`,
      withCode('invalid-input'),
    );

  list.ruleOf('training', '`train` rejects with the reason of a signal that is aborted already', (made) =>
    rejectsIfAborted((signal) => train(made, examples, { signal }), 'train'),
  );
  list.ruleOf('training', 'refuses to train on no examples', refuses([], 'no examples'));
  list.ruleOf('training', 'refuses to train on profiles of several taggers', async (made) => {
    const [first] = examples;
    holds(first !== undefined, 'The subject needs `examples`.');
    const other = { ...first, profile: { ...first.profile, tagger: 'other@9' } };
    await refuses([...examples, other], 'profiles of several taggers')(made);
  });
  return refuses;
}
