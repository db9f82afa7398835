import * as v from 'valibot';
import type { Tag } from '../../model.ts';

export const status = v.object({
  code: v.nullish(v.union([v.number(), v.string()])),
  description: v.nullish(v.string()),
  details: v.nullish(v.string()),
});

export type WireStatus = v.InferOutput<typeof status>;

export const concept = v.object({ name: v.nullish(v.string()), value: v.nullish(v.number()) });

const output = v.object({
  status: v.nullish(status),
  input: v.nullish(v.object({ id: v.nullish(v.string()) })),
  data: v.nullish(v.looseObject({ concepts: v.nullish(v.array(concept)) })),
  model: v.nullish(v.object({ model_type_id: v.nullish(v.string()) })),
});

export type WireOutput = v.InferOutput<typeof output>;

export const wireStatus = v.object({ status });

export const wireOutputs = v.object({ status, outputs: v.nullish(v.array(v.nullable(output)), []) });

const image = v.union([v.object({ url: v.string() }), v.object({ base64: v.string() })]);

export const wireInputs = v.object({
  inputs: v.array(v.object({ id: v.string(), data: v.object({ image }) })),
});

export type WireInput = v.InferOutput<typeof wireInputs>['inputs'][number];

/** `Ok`, or `Input download failed: 404`. */
export function wordsOf({ code, description, details }: WireStatus): string {
  const words = [description, details].filter(Boolean).join(': ');
  return `${words || 'no description'} (code ${String(code)})`;
}

/** What models of other kinds return instead of concepts, by the field of their outputs. */
const otherData = new Map([
  ['regions', 'regions'],
  ['embeddings', 'embeddings'],
  ['colors', 'colors'],
  ['clusters', 'clusters'],
  ['heatmaps', 'heatmaps'],
  ['frames', 'frames'],
  ['tracks', 'tracks'],
  ['time_segments', 'segments of time'],
  ['text', 'text'],
  ['image', 'an image'],
  ['audio', 'audio'],
  ['video', 'a video'],
]);

/** The names that Clarifai gives to such kinds of models. Those whose names end in `classifier` return concepts. */
const otherKind = /detect|segment|embed|track|caption|cluster|color|ocr|to-(?:text|image|audio|video)/u;

/**
 * What the model returned instead of concepts: `embeddings (visual-embedder)`. Undefined if it returned concepts, or nothing,
 * as it does for an image that shows none of its concepts.
 */
export function otherOutput({ data, model }: WireOutput): string | undefined {
  if (data?.concepts && data.concepts.length > 0) return undefined;
  const kind = model?.model_type_id ?? '';
  const [, found] = [...otherData].find(([field]) => isFilled(data?.[field])) ?? [];
  const isOther = otherKind.test(kind) && !kind.endsWith('classifier');
  if (found === undefined && !isOther) return undefined;
  return [found ?? 'something else', ...(kind === '' ? [] : [`(${kind})`])].join(' ');
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).some(Boolean);
}

/** Concepts as tags: each name once, with its highest value. */
export function toTags({ data }: WireOutput): Tag[] {
  const confidences = new Map<string, number>();
  for (const { name, value } of data?.concepts ?? []) {
    const tag = name?.trim() ?? '';
    if (tag === '' || typeof value !== 'number') continue;
    const confidence = Math.min(1, Math.max(0, value));
    confidences.set(tag, Math.max(confidence, confidences.get(tag) ?? 0));
  }
  return Array.from(confidences, ([name, confidence]) => ({ name, confidence }));
}
