import { InferenceSession } from 'onnxruntime-node';
import sharp from 'sharp';
import { SpotiTagsError, type Tag, type Tagger } from 'spotitags';
import { OnnxTagger, type OnnxTaggerOptions } from 'spotitags/onnx';
import { onTestFinished, vi } from 'vitest';
import { onnxFile, type Port } from './onnx-file.ts';

/** What a model of {@link modelOf} is; its input is 16 pixels wide and high where nothing else is said. */
export interface ModelShape {
  readonly dims?: Port['dims'];
  readonly layout?: 'NCHW' | 'NHWC';
  readonly type?: Port['type'];
  /** By channel, what each output takes of it: a row, one number an output each. */
  readonly weights?: readonly (readonly number[])[];
}

/** A model whose outputs are sums of a picture's mean red, green and blue, each as its weights say. */
export function modelOf({
  layout = 'NCHW',
  weights = identity,
  type,
  ...shape
}: ModelShape = {}): Uint8Array {
  const { dims = layout === 'NCHW' ? ['N', 3, 16, 16] : ['N', 16, 16, 3] } = shape;
  const outputs = weights[0]?.length ?? 0;
  const axes = layout === 'NCHW' ? [2, 3] : [1, 2];
  return onnxFile({
    inputs: [{ name: 'picture', dims, ...(type && { type }) }],
    outputs: [{ name: 'sums', dims: [dims[0] ?? 'N', outputs] }],
    constants: [{ name: 'weights', dims: [weights.length, outputs], data: weights.flat() }],
    nodes: [
      ...(type ? [{ op: 'Cast', inputs: ['picture'], output: 'floats', attributes: { to: 1 } }] : []),
      {
        op: 'ReduceMean',
        inputs: [type ? 'floats' : 'picture'],
        output: 'means',
        attributes: { axes, keepdims: 0 },
      },
      { op: 'MatMul', inputs: ['means', 'weights'], output: 'sums' },
    ],
  });
}

const identity = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Options under which {@link modelOf} says how much red, green and blue there is. */
export const plain = {
  model: modelOf(),
  labels: ['red', 'green', 'blue'],
  mean: [0, 0, 0],
  std: [1, 1, 1],
  activation: 'none',
  minConfidence: 0,
} satisfies OnnxTaggerOptions;

/** A tagger of {@link plain} options but for these, closed when the test is over. */
export async function load(options: Partial<OnnxTaggerOptions> = {}): Promise<OnnxTagger> {
  const tagger = await OnnxTagger.load({ ...plain, ...options });
  onTestFinished(() => tagger.close());
  return tagger;
}

/** A PNG of one color. */
export function solid(color: string, width = 20, height = width): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: color } })
    .png()
    .toBuffer();
}

/** The confidences of an image's tags, by name. */
export async function said(tagger: Tagger, bytes: Uint8Array): Promise<Record<string, number>> {
  const [result] = await tagger.tag([{ bytes }]);
  if (!result?.tags) throw new Error(`expected tags, got ${String(result?.error)}`);
  return Object.fromEntries(result.tags.map(({ name, confidence }: Tag) => [name, confidence]));
}

export async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!SpotiTagsError.isInstance(error)) throw new Error(`expected an error, got ${String(error)}`);
  return error;
}

/** Asked for 160 times the same image: the most that a tagger downloads at once, and the surest tags it says of them. */
export async function mostHeld(
  open: (options: { readonly fetch: () => Promise<Response> }) => Promise<Tagger>,
  image: Uint8Array,
): Promise<{ readonly most: number; readonly names: ReadonlySet<string | undefined> }> {
  let [running, most] = [0, 0];
  const fetch = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 2));
    running -= 1;
    return new Response(new Uint8Array(image));
  };
  const tagger = await open({ fetch });
  const batch = Array.from({ length: 16 }, (_, at) => ({ url: `https://covers.example/${at}` }));
  const results = await Promise.all(Array.from({ length: 10 }, () => tagger.tag(batch)));
  return { most, names: new Set(results.flat().map(({ tags }) => tags?.[0]?.name)) };
}

/** Watches the sessions of onnxruntime, whichever library makes them: how many were made, and are not released. */
export function watchSessions(): { made: number; open: number } {
  const sessions = { made: 0, open: 0 };
  const create = InferenceSession.create.bind(InferenceSession);
  const spy = vi.spyOn(InferenceSession, 'create').mockImplementation(async (...given) => {
    const session = await create(...given);
    sessions.made += 1;
    sessions.open += 1;
    const release = session.release.bind(session);
    vi.spyOn(session, 'release').mockImplementation(async () => {
      await release();
      sessions.open -= 1;
    });
    return session;
  });
  onTestFinished(() => {
    spy.mockRestore();
  });
  return sessions;
}
