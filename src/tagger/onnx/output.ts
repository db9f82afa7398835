import type { ValueMetadata } from 'onnxruntime-node';
import { SpotiTagsError } from '../../errors.ts';

/**
 * The output with the scores of the labels: the one that is asked for, or the only one that may have as many numbers as there
 * are labels. Many networks have further outputs, such as features or an auxiliary head.
 *
 * @param asked - the option `output`.
 * @throws SpotiTagsError `invalid-input` that names the outputs.
 */
export function outputOf(
  outputs: readonly ValueMetadata[],
  labels: number,
  asked: string | undefined,
): ValueMetadata {
  if (asked !== undefined) {
    const found = outputs.find(({ name }) => name === asked);
    if (found) return found;
    throw refused(`The model has no output "${asked}". Its outputs are ${listed(outputs)}.`);
  }
  const [only, ...others] = outputs;
  if (!only) throw refused('The model has no output.');
  // Its scores are counted when it runs.
  if (others.length === 0) return only;
  const [first, second] = outputs.filter((output) => mayHave(output, labels));
  if (first && !second) return first;
  const how = first ? 'several outputs' : 'no output';
  throw refused(
    `The model has ${how} with as many numbers as there are labels, ${labels}. ` +
      `Its outputs are ${listed(outputs)}. ${first ? 'Set output to the name of one.' : 'Check labels.'}`,
  );
}

/** `scores (float32 [N, 1000])`, for each. */
export function listed(outputs: readonly ValueMetadata[]): string {
  return outputs
    .map(({ name, type, shape = [] }) => `${name} (${type ?? 'not a tensor'} [${shape.join(', ')}])`)
    .join(', ');
}

/** Whether an output may have this many numbers per image. An open dimension may have any size. */
function mayHave({ type, shape = [] }: ValueMetadata, labels: number): boolean {
  if (type !== 'float32') return false;
  if (shape.length === 0) return true;
  const [, ...rest] = shape.length === 1 ? ['', ...shape] : shape;
  const sizes = rest.filter((size) => typeof size === 'number' && size > 0).map(Number);
  const product = sizes.reduce((all, size) => all * size, 1);
  return sizes.length === rest.length ? product === labels : labels % product === 0;
}

function refused(message: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', message);
}
