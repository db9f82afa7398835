import { SpotiTagsError } from '../../errors.ts';
import type { Tag, TagResult } from '../../model.ts';
import { surest } from '../../tags/surest.ts';
import type { Activation, OnnxSettings } from './options.ts';
import type { Answer } from './session.ts';

/** How far rounding may move a confidence outside 0..1. */
const TOLERANCE = 1e-3;

const activations: Readonly<Record<Activation, (outputs: Float32Array) => Float32Array>> = {
  none: (outputs) => outputs,
  sigmoid: (outputs) => outputs.map((output) => 1 / (1 + Math.exp(-output))),
  softmax(outputs) {
    // The largest value is subtracted first, because its exponential could be too large for a number.
    const largest = outputs.reduce((one, other) => Math.max(one, other), -Infinity);
    const powers = outputs.map((output) => Math.exp(output - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  },
};

/**
 * The tags of one cover from the model's outputs, surest first, and its embedding.
 * @throws SpotiTagsError `invalid-input` for confidences outside 0..1, because this concerns all covers.
 */
export function resultOf(
  { scores, embedding }: Answer,
  labels: readonly string[],
  { activation, minConfidence, maxTags }: OnnxSettings,
): TagResult {
  const confidences = activations[activation](scores);
  if (confidences.some(Number.isNaN) || !(embedding?.every(Number.isFinite) ?? true)) {
    return {
      error: new SpotiTagsError('cover', 'The model returned a value that is not a number for the image.'),
    };
  }
  const tags: Tag[] = [];
  for (let at = 0; at < confidences.length; at++) {
    const output = inRange(confidences[at] ?? 0, activation);
    // Rounding adds less than a thousandth. It is slow, and most outputs are far below the limit.
    if (output * 1.001 < minConfidence) continue;
    const [name, confidence] = [labels[at] ?? '', rounded(output)];
    if (name === '' || confidence === 0 || confidence < minConfidence) continue;
    tags.push({ name, confidence });
  }
  return { tags: surest(tags, maxTags), ...(embedding && { embedding: [...embedding] }) };
}

/** Whether outputs are already the probabilities of a softmax. */
export function areProbabilities(outputs: Float32Array): boolean {
  const sum = outputs.reduce((total, output) => total + output, 0);
  return outputs.length > 1 && outputs.every((output) => output >= 0) && Math.abs(sum - 1) < TOLERANCE;
}

function inRange(confidence: number, activation: Activation): number {
  if (confidence >= -TOLERANCE && confidence <= 1 + TOLERANCE) return Math.min(1, Math.max(0, confidence));
  throw new SpotiTagsError(
    'invalid-input',
    `activation is '${activation}', but the model returned ${confidence}, which is not a confidence in 0..1. ` +
      "Set 'softmax' or 'sigmoid'.",
  );
}

/** Rounded to four digits, because the batch of a cover changes the seventh. */
function rounded(confidence: number): number {
  return Number(confidence.toPrecision(4));
}
