import { planesOf, type Raster } from '../planes.ts';
import { tally } from '../tallies.ts';
import { type ColorMeasures, measureColors } from './colors.ts';
import { type CompositionMeasures, measureComposition } from './composition.ts';
import { type LetteringMeasures, measureLettering } from './lettering.ts';
import { type LightMeasures, measureLight } from './light.ts';
import { measureShapes, type ShapeMeasures } from './shapes.ts';
import { measureTexture, type TextureMeasures } from './texture.ts';
import { measureTones, type ToneMeasures } from './tones.ts';

/** All that is measured of one picture. */
export interface Measures {
  readonly colors: ColorMeasures;
  readonly light: LightMeasures;
  readonly texture: TextureMeasures;
  readonly composition: CompositionMeasures;
  readonly lettering: LetteringMeasures;
  readonly tones: ToneMeasures;
  readonly shapes: ShapeMeasures;
}

export function measure(raster: Raster): Measures {
  const planes = planesOf(raster);
  const tallies = tally(planes);
  return {
    colors: measureColors(tallies),
    light: measureLight(tallies),
    texture: measureTexture(planes),
    composition: measureComposition(planes, tallies),
    lettering: measureLettering(planes),
    tones: measureTones(tallies),
    shapes: measureShapes(planes),
  };
}
