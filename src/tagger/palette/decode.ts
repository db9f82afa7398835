import type { Sharp } from 'sharp';
import { decodePixels, type DecodingOptions, type SharpFactory } from '../../covers/decode.ts';
import { SIDE, type Raster } from './planes.ts';

/** Decodes an image and squeezes it into a square. */
export async function decode(
  sharp: SharpFactory,
  bytes: Uint8Array,
  options?: DecodingOptions,
): Promise<Raster> {
  const squeeze = (upright: Sharp) => upright.resize(SIDE, SIDE, { fit: 'fill' });
  return (await decodePixels(sharp, bytes, squeeze, options)).data;
}
