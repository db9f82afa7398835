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
  data: v.nullish(v.object({ concepts: v.nullish(v.array(concept)) })),
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
