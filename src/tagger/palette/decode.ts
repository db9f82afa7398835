import { decodePixels, type SharpFactory } from '../../covers/decode.ts';
import { SIDE, type Raster } from './planes.ts';

/** Decodes an image and squeezes it into a square. */
export function decode(sharp: SharpFactory, bytes: Uint8Array): Promise<Raster> {
  return decodePixels(sharp, bytes, (upright) => upright.resize(SIDE, SIDE, { fit: 'fill' }));
}
