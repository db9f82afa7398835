import type { Tag } from '../../model.ts';
import { surest } from '../../tags/surest.ts';
import type { ClipSettings } from './options.ts';

/** A vector of length one. */
export type Embedding = Float32Array;

/** The embeddings of the vocabulary's texts, in its order. */
export interface TextEmbeddings {
  readonly neutral: Embedding;
  readonly groups: readonly (readonly Embedding[])[];
}

/**
 * The tags of one cover, surest first.
 *
 * The fit of a text and an image is the cosine of their embeddings. A softmax is computed within each group,
 * together with the neutral text: the confidence of a concept c of group G is `exp(cos c / T) / (exp(cos
 * neutral / T) + Σ over G of exp(cos / T))`. The confidences of a group add up to less than one, and to
 * nearly zero if the neutral text fits best. SigLIP's own sigmoid is not used: it has a bias that is not part
 * of its text and vision models, and it gives the same order.
 */
export function tagsOf(image: Embedding, texts: TextEmbeddings, settings: ClipSettings): readonly Tag[] {
  const { groups, temperature, minConfidence, maxTags } = settings;
  const tags: Tag[] = [];
  const neutral = cosine(image, texts.neutral);
  for (const [at, { concepts }] of groups.entries()) {
    const fits = (texts.groups[at] ?? []).map((text) => cosine(image, text));
    const highest = fits.reduce((one, other) => Math.max(one, other), neutral);
    const powers = fits.map((fit) => Math.exp((fit - highest) / temperature));
    const sum = powers.reduce((total, power) => total + power, Math.exp((neutral - highest) / temperature));
    for (const [which, name] of concepts.entries()) {
      const confidence = Number(((powers[which] ?? 0) / sum).toPrecision(4));
      if (confidence > 0 && confidence >= minConfidence) tags.push({ name, confidence });
    }
  }
  return surest(tags, maxTags);
}

/** The vector at length one. Undefined if it has no direction. */
export function normalized(vector: Float32Array): Embedding | undefined {
  const length = Math.hypot(...vector);
  return length > 0 && length < Infinity ? vector.map((part) => part / length) : undefined;
}

function cosine(one: Embedding, other: Embedding): number {
  return one.reduce((sum, part, at) => sum + part * (other[at] ?? 0), 0);
}
