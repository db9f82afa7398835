import type { ValueMetadata } from 'onnxruntime-node';
import { SpotiTagsError } from '../../errors.ts';
import type { Layout, OnnxSettings } from './options.ts';

/** The input of the model. */
export interface InputShape {
  readonly layout: Layout;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Number of images per run, if the model fixes it. Undefined if any number is allowed. */
  readonly images: number | undefined;
  /** Whether the file of the model leaves width or height open. */
  readonly isSizeOpen: boolean;
}

/**
 * Combines the model's description of its input with the options.
 * @throws SpotiTagsError `invalid-input` if they contradict each other, or if the input is not an image.
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
    isSizeOpen: width === undefined || height === undefined,
  };
}

/** The dimension of size three is the color. If the sides are three as well, the layout is unknown. */
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
      `${option} is ${given}, but the model needs ${model}. Leave the option out.`,
    );
  }
  return model ?? given;
}

function noPicture({ name, type, shape = [] }: ValueMetadata): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    'The input of the model must be images with three colors, float32 in four dimensions, ' +
      `but "${name}" is ${type ?? 'not a tensor'} [${shape.join(', ')}].`,
  );
}
