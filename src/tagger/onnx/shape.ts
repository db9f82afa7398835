import type { ValueMetadata } from 'onnxruntime-node';
import { SpotiTagsError } from '../../errors.ts';
import type { Layout, OnnxSettings } from './options.ts';

/** What the model takes. */
export interface InputShape {
  readonly layout: Layout;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Images at once, where the model says how many; undefined where any number will do. */
  readonly images: number | undefined;
}

/**
 * Puts together what the model says of its input and what the options say.
 * @throws SpotiTagsError `invalid-input` where they contradict each other, or the input is no picture.
 */
export function inputShape(input: ValueMetadata, { layout, inputSize }: OnnxSettings): InputShape {
  const shape = input.shape?.length ? input.shape : ['', '', '', ''];
  if (input.type !== 'float32' || shape.length !== 4) throw noPicture(input);
  const said = layoutOf(shape);
  const laidOut = agreed('layout', said, layout) ?? 'NCHW';
  const [images, ...rest] = shape.map((size) => (typeof size === 'number' && size > 0 ? size : undefined));
  const [height, width, channels] = laidOut === 'NHWC' ? rest : [rest[1], rest[2], rest[0]];
  if ((channels ?? 3) !== 3) throw noPicture(input);
  return {
    layout: laidOut,
    width: agreed('inputSize', width, inputSize) ?? 224,
    height: agreed('inputSize', height, inputSize) ?? 224,
    images,
  };
}

/** The colors are the three; where it is the sides too, nobody can tell. */
function layoutOf([, second, , fourth]: readonly (number | string)[]): Layout | undefined {
  if ((second === 3) === (fourth === 3)) return undefined;
  return second === 3 ? 'NCHW' : 'NHWC';
}

function agreed<T extends number | string>(
  option: string,
  model: T | undefined,
  given: T | undefined,
): T | undefined {
  if (model !== undefined && given !== undefined && model !== given) {
    throw new SpotiTagsError(
      'invalid-input',
      `${option} is ${given}, but the model takes ${model}: leave it out.`,
    );
  }
  return model ?? given;
}

function noPicture({ name, type, shape = [] }: ValueMetadata): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `The model must take pictures of three colors, float32 in four dimensions; its input "${name}" is ${type ?? 'no tensor'} [${shape.join(', ')}].`,
  );
}
