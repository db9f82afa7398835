import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, NumberExample } from '../../model.ts';
import { artistKey } from '../../util/artist-key.ts';
import { type AnyIterable, checkIterable } from '../../util/iterables.ts';
import { compareCodePoints } from '../../util/order.ts';
import { hashOf } from './artist-sketch.ts';
import { type CollectedRows, RowCollector } from './collect-rows.ts';
import type { FeatureCounter } from './count-features.ts';
import { type Origin, OriginReader } from './origin.ts';
import { compareRows, selectRows } from './rows.ts';

/** Examples with numbers: what a local regressor is fitted to. Examples without a feature are left out. */
export interface NumberSet extends CollectedRows {
  readonly origin: Origin;
  readonly targets: Float64Array;
  /** The number of each row's artist, from 0. Rows of an artist follow each other. */
  readonly artists: Int32Array;
}

interface Row {
  readonly at: number;
  readonly hash: number;
  readonly artist: string;
  readonly target: number;
}

/** @throws SpotiTagsError `invalid-input` for no examples, for several taggers, or for a target that is not finite. */
export async function readNumberSet(
  examples: AnyIterable<NumberExample>,
  count: FeatureCounter,
  { signal }: CallOptions,
): Promise<NumberSet> {
  checkIterable(examples);
  const collector = new RowCollector();
  const reader = new OriginReader();
  const read: Row[] = [];
  for await (const { profile, target } of examples) {
    signal?.throwIfAborted();
    const { artist } = profile;
    checkTarget(target, artist.name);
    reader.add(profile);
    collector.add(count(profile));
    read.push({ at: read.length, hash: hashOf(artist), artist: artistKey(artist), target });
  }
  const origin = reader.origin();
  const { vocabulary, rows } = collector.inOrder();
  // Sums of floating-point numbers depend on their order, which must not depend on that of the examples.
  const order = read
    .filter(({ at }) => (rows.ends[at] ?? 0) > (rows.starts[at] ?? 0))
    .sort(
      (a, b) =>
        a.hash - b.hash ||
        compareCodePoints(a.artist, b.artist) ||
        compareRows(rows, a.at, b.at) ||
        a.target - b.target,
    );
  let artist = -1;
  return {
    origin,
    vocabulary,
    rows: selectRows(
      rows,
      Uint32Array.from(order, ({ at }) => at),
    ),
    targets: Float64Array.from(order, ({ target }) => target),
    artists: Int32Array.from(order, (row, at) =>
      row.artist === order[at - 1]?.artist ? artist : (artist += 1),
    ),
  };
}

function checkTarget(target: unknown, artist: string): void {
  if (typeof target === 'number' && Number.isFinite(target)) return;
  const got = target === undefined ? 'nothing' : typeof target === 'number' ? String(target) : typeof target;
  throw new SpotiTagsError(
    'invalid-input',
    `The target of ${artist} must be a finite number, got ${got}. Examples of a regressor are { target, profile }, as numberExamples() ` +
      'makes them; to learn genres, use a classifier, such as logisticRegression().',
  );
}
