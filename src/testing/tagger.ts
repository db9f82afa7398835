import type { Cover, Tagger, TagResult } from 'spotitags';
import {
  equals,
  holds,
  refusingCounter,
  rejects,
  rejectsIfAborted,
  rejectsOnAbort,
  shown,
  withCode,
} from './assert.ts';
import { type Check, CheckList, type Supports } from './check.ts';

/** The tagger that {@link taggerChecks} tests. */
export interface TaggerSubject {
  /** Makes a fresh tagger; every call with the same configuration. */
  readonly create: () => Tagger | Promise<Tagger>;
  /** At least three covers that get tags and look different. */
  readonly covers: readonly [Cover, Cover, Cover, ...Cover[]];
  /** A cover that cannot be tagged while others can. */
  readonly broken: Cover;
  /** What the tagger does not do, with the reason. */
  readonly supports?: Supports<'interruption' | 'counter'>;
}

/** The rules of the `Tagger` contract. */
export function taggerChecks({ create, covers, broken, supports }: TaggerSubject): Check[] {
  const list = new CheckList(create, supports);

  list.rule('has an id, the same for the same configuration', async (tagger) => {
    holds(tagger.id !== '', '`id` must not be empty.');
    await list.use((other) => {
      equals(other.id, tagger.id, 'Two taggers of the same configuration must have the same `id`.');
    });
  });
  list.rule('has a `maxBatchSize` that is a whole number from 1', ({ maxBatchSize }) => {
    holds(
      Number.isInteger(maxBatchSize) && maxBatchSize >= 1,
      `\`maxBatchSize\` must be a whole number from 1. Got ${maxBatchSize}.`,
    );
  });
  list.rule('answers no covers with no results', async (tagger) => {
    equals(await tagger.tag([]), [], '`tag([])` must resolve to an empty array.');
  });
  list.rule('gives tags with names, each once per cover, and confidences in 0..1', async (tagger) => {
    for (const result of await tagger.tag(covers)) checkTags(result);
  });
  list.rule('answers a cover alike in a batch and alone, in the order of the covers', async (tagger) => {
    const batch = [...covers].reverse();
    const together = await tagger.tag(batch);
    equals(together.length, batch.length, '`tag` must give one result per cover.');
    for (const [at, cover] of batch.entries()) {
      const [alone] = await tagger.tag([cover]);
      equals(together[at], alone, `Result ${at} of a batch must be what cover ${at} gets alone.`);
    }
  });
  list.rule('answers a cover that occurs twice in a batch twice, alike', async (tagger) => {
    const [first, second] = await tagger.tag([covers[0], covers[0]]);
    checkTags(first);
    equals(second, first, 'A cover that occurs twice in a batch must get the same result twice.');
  });
  list.rule(
    'gives `{ error }` with the code `cover` to a broken cover, and tags to the others',
    async (tagger) => {
      const [first, second, third] = await tagger.tag([covers[0], broken, covers[1]]);
      checkTags(first);
      holds(
        withCode('cover')(second?.error),
        `A cover that cannot be tagged must get \`{ error }\` with a SpotiTagsError of the code \`cover\`. Got ${shown(second)}.`,
      );
      checkTags(third);
    },
  );
  list.rule('refuses more covers than `maxBatchSize`', async (tagger) => {
    const batch = Array.from({ length: tagger.maxBatchSize + 1 }, () => covers[0]);
    await rejects(
      () => tagger.tag(batch),
      '`tag` must reject with the code `invalid-input` if there are more covers than `maxBatchSize`.',
      withCode('invalid-input'),
    );
  });
  list.rule('rejects with the reason of a signal that is aborted already', async (tagger) => {
    await rejectsIfAborted((signal) => tagger.tag(covers, { signal }), 'tag');
  });
  list.ruleOf(
    'interruption',
    'rejects with the reason of a signal that aborts during the call',
    async (tagger) => {
      await rejectsOnAbort((signal) => tagger.tag(covers, { signal }), 'tag');
    },
  );
  list.ruleOf('counter', 'tells the counter how many images it sends', async (tagger) => {
    let images = 0;
    const count = (items: number) => {
      images += items;
    };
    await tagger.tag(covers, { counter: { count } });
    holds(
      images >= covers.length,
      `\`tag\` must tell the \`counter\` of each request how many images it carries: ${covers.length} at least. It told ${images}. Budgets depend on it.`,
    );
  });
  list.ruleOf('counter', 'rejects with the error of a counter that refuses a request', async (tagger) => {
    const { counter, isRefusal } = refusingCounter();
    await rejects(
      () => tagger.tag(covers, { counter }),
      '`tag` must reject with the error that the `counter` throws, and send nothing.',
      isRefusal,
    );
  });
  list.rule('closes, also twice', async (tagger) => {
    await tagger.tag([covers[0]]);
    await tagger.close?.();
    await tagger.close?.();
  });
  return list.checks;
}

function checkTags(result: TagResult | undefined): void {
  const tags = result?.tags;
  holds(tags !== undefined, `A cover that can be tagged must get \`{ tags }\`. Got ${shown(result)}.`);
  holds(tags.length > 0, 'The covers of the subject must get one tag or more.');
  const names = tags.map(({ name }) => name);
  holds(
    names.every((name) => name.trim() !== ''),
    `The name of a tag must not be blank. Got ${shown(names)}.`,
  );
  equals(names, [...new Set(names)], 'The name of a tag must occur once per cover.');
  for (const { name, confidence } of tags)
    holds(
      confidence >= 0 && confidence <= 1,
      `A confidence must lie in 0..1. Got ${confidence} for ${shown(name)}.`,
    );
  for (const { text, confidence } of result?.words ?? [])
    holds(
      /^\S+$/u.test(text) && confidence >= 0 && confidence <= 1,
      `A word must not be empty, without white space, with a confidence in 0..1. Got ${shown(text)} with ${confidence}.`,
    );
}
