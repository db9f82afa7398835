import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import { writeEntry } from '../../store/write-entry.ts';
import type { TagStore } from '../../store/store.ts';
import type { Encoder } from './network.ts';
import type { ClipSettings } from './options.ts';
import { normalized, type Embedding, type TextEmbeddings } from './scores.ts';

/** Number of texts per run of the model. */
const BATCH = 32;

const stored = v.object({ width: v.pipe(v.number(), v.integer(), v.minValue(1)), floats: v.string() });

/**
 * The embeddings of the vocabulary: from the store, or computed and kept there.
 *
 * @param model - separates models in the store.
 * @param open - loads the text half of the model, which takes time. It is closed after all texts are done.
 */
export async function embedTexts(
  settings: ClipSettings,
  model: string,
  open: () => Promise<Encoder<readonly string[]>>,
  { store, signal }: { readonly store?: TagStore | undefined; readonly signal?: AbortSignal | undefined },
): Promise<TextEmbeddings> {
  const key = `clip-texts:${model}:${settings.texts}`;
  const concepts = settings.groups.reduce((sum, group) => sum + group.concepts.length, 0);
  const known = read(await store?.get(key), 1 + concepts);
  if (known) return arrange(known, settings);
  const encoder = await open();
  try {
    const made = await embed(settings, encoder, signal);
    if (store) await writeEntry(store, key, write(made));
    return arrange(made, settings);
  } finally {
    await encoder.release();
  }
}

/** The embedding of the neutral text, then one per concept: the mean of its prompts. */
async function embed(
  { groups, neutral }: ClipSettings,
  encoder: Encoder<readonly string[]>,
  signal?: AbortSignal,
): Promise<Embedding[]> {
  const prompts = [
    [neutral],
    ...groups.flatMap(({ templates, concepts }) =>
      concepts.map((concept) => templates.map((template) => template.replaceAll('{}', () => concept))),
    ),
  ];
  const unique = [...new Set(prompts.flat())];
  const directions = new Map<string, Embedding>();
  for (let start = 0; start < unique.length; start += BATCH) {
    signal?.throwIfAborted();
    const batch = unique.slice(start, start + BATCH);
    const embeddings = await encoder.encode(batch);
    for (const [at, text] of batch.entries()) directions.set(text, direction(embeddings[at], text));
  }
  return prompts.map((texts) => {
    const all = texts.map((text) => directions.get(text) ?? new Float32Array());
    const sum = all.reduce((total, one) => total.map((part, at) => part + (one[at] ?? 0)));
    return direction(sum, texts.join(', '));
  });
}

function direction(vector: Float32Array | undefined, text: string): Embedding {
  const found = vector && normalized(vector);
  if (found) return found;
  throw new SpotiTagsError(
    'invalid-input',
    `The model returned an embedding without direction for the text "${text}". Choose another text.`,
  );
}

function arrange(
  [neutral = new Float32Array(), ...rest]: readonly Embedding[],
  { groups }: ClipSettings,
): TextEmbeddings {
  const left = rest.values();
  return { neutral, groups: groups.map(({ concepts }) => concepts.flatMap(() => left.next().value ?? [])) };
}

function write(embeddings: readonly Embedding[]): v.InferOutput<typeof stored> {
  const bytes = embeddings.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return { width: embeddings[0]?.length ?? 0, floats: Buffer.concat(bytes).toString('base64') };
}

/** Undefined if the value is missing or cannot be read. */
function read(value: unknown, count: number): readonly Embedding[] | undefined {
  const parsed = v.safeParse(stored, value, { abortEarly: true });
  if (!parsed.success) return undefined;
  const { width, floats } = parsed.output;
  const bytes = Uint8Array.from(Buffer.from(floats, 'base64'));
  if (bytes.length !== count * width * Float32Array.BYTES_PER_ELEMENT) return undefined;
  const all = new Float32Array(bytes.buffer);
  const embeddings = Array.from({ length: count }, (_, at) => all.slice(at * width, (at + 1) * width));
  // A vector without direction was not written by this library.
  return embeddings.every((one) => Math.abs(Math.hypot(...one) - 1) < 1e-3) ? embeddings : undefined;
}
