import { setTimeout as sleep } from 'node:timers/promises';
import type { TagStore } from 'spotitags';
import { equals, holds, rejects, shown } from './assert.ts';
import { type Check, CheckList, type Supports } from './check.ts';

/** The store that {@link storeChecks} tests. */
export interface StoreSubject {
  /** Makes an empty store. */
  readonly create: () => TagStore | Promise<TagStore>;
  /** What the store does not do, with the reason. */
  readonly supports?: Supports<'ttl' | 'update'>;
  /** Lets time pass, for a store whose clock the test holds. @default waits */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Values of every kind that JSON has. */
const values: readonly unknown[] = [
  ...['', 'fog', '👁 naïve\u0000"\\', 0, -0.5, 1e15, true, false, [], {}],
  [{ name: 'skull', confidence: 0.9 }],
  { add: ['fog'], remove: [], deep: [[[{ much: { deeper: [1, 'two', false] } }]]] },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'),
];

/** Keys that a store might take for one another, or not take at all. */
const keys: readonly string[] = [
  ...['tags:a', 'tags:A', 'tags:a ', ' tags:a', 'tags:a:', 'tags', '__proto__', 'constructor', 'toString'],
  ...['a/b', 'a\\b', '../a', 'a%2Fb', 'a?b&c=d#e', '*', '[a]', "it's", '"a"', 'a\nb', 'a\tb', 'a\u0000b'],
  ...['é', 'e\u0301', '目', '👁', '\u{10ffff}'],
];

/** The rules of the `TagStore` contract. */
export function storeChecks({ create, supports, wait = sleep }: StoreSubject): Check[] {
  const list = new CheckList(create, supports);
  const hasValue = async (store: TagStore, key: string, value: unknown, rule: string) => {
    equals(await store.get(key), value, `${rule} Asked for ${shown(key)}.`);
  };

  list.rule('gives `undefined` for a key without a value', async (store) => {
    for (const key of keys)
      await hasValue(store, key, undefined, '`get` must give `undefined` for an unknown key.');
  });
  list.rule('gives back what was set, any value that JSON has', async (store) => {
    for (const [at, value] of values.entries()) await succeeds(store.set(`tags:${at}`, value), 'set');
    for (const [at, value] of values.entries())
      await hasValue(store, `tags:${at}`, value, '`get` must give the value that was set.');
  });
  list.rule('gives the values of many keys in their order, if it has `getMany`', async (store) => {
    if (!store.getMany || 'throwOnErrors' in store) return;
    await store.set('tags:a', 1);
    await store.set('tags:b', { second: true });
    const rule =
      '`getMany` must give one value for each key, in the order of the keys, and `undefined` for an unknown key.';
    const given = await store.getMany(['tags:b', 'tags:unknown', 'tags:a', 'tags:b']);
    equals([...given], [{ second: true }, undefined, 1, { second: true }], rule);
    equals([...(await store.getMany([]))], [], rule);
  });
  list.rule('gives the last value of a key that was set twice', async (store) => {
    for (const value of [{ first: true }, 2, { third: true }]) await store.set('tags:a', value);
    await hasValue(store, 'tags:a', { third: true }, '`set` must replace the value.');
  });
  list.rule('forgets what was deleted, and takes a key without a value', async (store) => {
    await store.set('tags:a', 1);
    await store.set('tags:b', 2);
    await store.delete('tags:a');
    await store.delete('tags:never set');
    await hasValue(store, 'tags:a', undefined, '`delete` must remove the value.');
    await hasValue(store, 'tags:b', 2, '`delete` must leave other keys alone.');
  });
  list.rule('tells keys of any characters apart', async (store) => {
    for (const [at, key] of keys.entries()) await store.set(key, at);
    for (const [at, key] of keys.entries())
      await hasValue(store, key, at, 'Two keys that differ in a character must hold two values.');
  });
  list.rule('tells keys of 10,000 characters apart', async (store) => {
    const long = (end: string) => `tags:a:url:https://x.test/${'é'.repeat(10_000)}${end}`;
    await store.set(long('1'), 1);
    await store.set(long('2'), 2);
    const rule = 'Long keys that differ in the last character must hold two values.';
    for (const [end, value] of [
      ['1', 1],
      ['2', 2],
      ['3', undefined],
    ] as const)
      await hasValue(store, long(end), value, rule);
  });
  list.rule('keeps what many callers set at once', async (store) => {
    const many = Array.from({ length: 100 }, (_, at) => `tags:${at}`);
    await Promise.all(many.map((key, at) => store.set(key, at)));
    const kept = await Promise.all(many.map((key) => store.get(key)));
    equals(
      kept,
      Array.from(many.keys()),
      'Values that are set at once under different keys must all be kept.',
    );
    await Promise.all(many.map((_, at) => store.set('tags:same', at)));
    const last = await store.get('tags:same');
    holds(
      typeof last === 'number' && last >= 0 && last < many.length,
      `A key that is set many times at once must hold one of the values. Got ${shown(last)}.`,
    );
  });
  list.ruleOf('ttl', 'forgets a value when its time is over, and no other', async (store) => {
    await store.set('tags:short', 1, 50);
    await store.set('tags:long', 2, 3_600_000);
    await store.set('tags:lasting', 3);
    await store.set('tags:replaced', 4, 50);
    await store.set('tags:replaced', 5);
    await hasValue(store, 'tags:long', 2, 'A value must be there until its `ttlMs` is over.');
    await wait(200);
    await hasValue(store, 'tags:short', undefined, 'A value must be gone when its `ttlMs` is over.');
    await hasValue(store, 'tags:long', 2, 'A value must be there until its `ttlMs` is over.');
    await hasValue(store, 'tags:lasting', 3, 'A value without `ttlMs` must stay.');
    await hasValue(store, 'tags:replaced', 5, '`set` without `ttlMs` must replace an earlier `ttlMs`.');
  });
  updateChecks(list);
  return list.checks;
}

function updateChecks(list: CheckList<TagStore, 'ttl' | 'update'>): void {
  const update = async (store: TagStore, change: (value: unknown) => unknown) => {
    holds(store.update !== undefined, 'The store has no `update`: declare it in `supports`.');
    return store.update('tags:a', change);
  };

  list.rule('has `update`, unless `supports` says no', (store) => {
    const declared = list.reason('update') === undefined;
    equals('update' in store, declared, '`update` must be there exactly if `supports` does not say no.');
  });
  list.ruleOf('update', 'changes a value, gives the new one, and leaves other keys alone', async (store) => {
    await store.set('tags:b', 'kept');
    equals(
      await update(store, (old) => [old ?? 'none']),
      ['none'],
      '`update` must resolve to the new value.',
    );
    equals(await update(store, (old) => [old]), [['none']], '`change` must get the value that was set last.');
    equals(await store.get('tags:a'), [['none']], '`update` must set the new value.');
    equals(await store.get('tags:b'), 'kept', '`update` must leave other keys alone.');
  });
  list.ruleOf('update', 'loses none of the changes that are made at once', async (store) => {
    const changes = Array.from({ length: 50 }, () => update(store, (old) => Number(old ?? 0) + 1));
    await Promise.all(changes);
    equals(await store.get('tags:a'), 50, 'Each `update` must start from the value of the one before it.');
  });
  list.ruleOf('update', 'rejects and keeps the value if the change throws', async (store) => {
    await store.set('tags:a', 1);
    const fail = () => {
      throw new Error('The check throws.');
    };
    await rejects(
      () => update(store, fail),
      '`update` must reject if `change` throws.',
      () => true,
    );
    equals(await store.get('tags:a'), 1, '`update` must keep the value if `change` throws.');
    await update(store, (old) => Number(old) + 1);
    equals(await store.get('tags:a'), 2, '`update` must work after a `change` that threw.');
  });
}

async function succeeds(writing: Promise<unknown>, method: string): Promise<void> {
  holds((await writing) !== false, `\`${method}\` must not resolve to \`false\`, which says that it failed.`);
}
