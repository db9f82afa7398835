import type { Tag } from '../../model.ts';
import { surest } from '../../tags/surest.ts';
import type { ClipSettings } from './options.ts';

/** A direction, of length one. */
export type Embedding = Float32Array;

/** What the model makes of the vocabulary's texts, in its order. */
export interface TextEmbeddings {
  readonly neutral: Embedding;
  readonly groups: readonly (readonly Embedding[])[];
}

/**
 * The tags of one cover, surest first.
 *
 * How well a text fits an image is the cosine of the angle between them. Of these, a softmax is taken within each group,
 * in which the neutral text takes part: the confidence of a concept c of group G is
 * `exp(cos c / T) / (exp(cos neutral / T) + Σ over G of exp(cos / T))`. The confidences of a group then add up to less
 * than one, and to next to nothing where the neutral text fits best. SigLIP's own sigmoid is not used: it differs by a
 * bias that is no part of its text and vision models, and ranks the same.
 */
export function tagsOf(image: Embedding, texts: TextEmbeddings, settings: ClipSettings): readonly Tag[] {
  const { groups, temperature, minConfidence, maxTags } = settings;
  const tags: Tag[] = [];
  const neutral = cosine(image, texts.neutral);
  for (const [at, { concepts }] of groups.entries()) {
    const fits = (texts.groups[at] ?? []).map((text) => cosine(image, text));
    const highest = Math.max(neutral, ...fits);
    const powers = fits.map((fit) => Math.exp((fit - highest) / temperature));
    const sum = powers.reduce((total, power) => total + power, Math.exp((neutral - highest) / temperature));
    for (const [which, name] of concepts.entries()) {
      const confidence = Number(((powers[which] ?? 0) / sum).toPrecision(4));
      if (confidence > 0 && confidence >= minConfidence) tags.push({ name, confidence });
    }
  }
  return surest(tags, maxTags);
}

/** Of the length one; undefined where it has no direction. */
export function normalized(vector: Float32Array): Embedding | undefined {
  const length = Math.hypot(...vector);
  return length > 0 && length < Infinity ? vector.map((part) => part / length) : undefined;
}

function cosine(one: Embedding, other: Embedding): number {
  return one.reduce((sum, part, at) => sum + part * (other[at] ?? 0), 0);
}
