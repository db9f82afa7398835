import type { PartRows } from '../features/prepare.ts';
import { type SparseRows, selectRows } from '../features/rows.ts';
import type { SourceColumns } from '../features/source-rows.ts';
import {
  type Transform,
  type TransformChoice,
  type TransformOptions,
  transformChoices,
  transformRows,
} from '../features/transform.ts';
import {
  type Calibration,
  type HeldOutScores,
  fitCalibration,
  lossesOf,
  modestCalibration,
} from './calibration.ts';
import { choose, meanGain, transformOnce } from './choose.ts';
import { amountsOf, usualAmount } from './damping.ts';
import { type Estimator, type EstimatorFit, foldNumbers } from './estimator.ts';
import { type LabeledRows, foldsOf, manyArtists, sharesOf, subset } from './samples.ts';
import { type LinearFit, placeScores, scoreRows } from './scores.ts';

/** What one source says of rows that its models were not fitted to. */
export interface SourceScores {
  /** Their places among the rows of all artists, or of all parts. */
  readonly rows: Uint32Array;
  /** `scores[at * genres + genre]` */
  readonly scores: Float64Array;
  readonly amounts: Float64Array;
}

/** A model of one source. Its scores are at temperature 1: logarithms of probabilities, but for a constant. */
export interface SourceFit {
  readonly transform: Transform;
  readonly fit: LinearFit;
  /** See `dampingFactor`. */
  readonly usual: number;
  readonly artists: SourceScores;
  readonly parts: SourceScores;
}

/** The rows of one source: of artists, and of parts of artists. */
export interface SourceData extends LabeledRows {
  readonly parts: PartRows;
  /** 1 for each row that is held out if it can be. */
  readonly isHeld: Uint8Array;
}

/** Fits a model to one source: the transforms of its blocks, a setting of the model, and a temperature. */
export function fitSource<Setting>(
  source: SourceData,
  { blockOf, kinds }: Pick<SourceColumns, 'blockOf' | 'kinds'>,
  options: TransformOptions,
  estimator: Estimator<Setting>,
): SourceFit {
  const present = presentRows(source);
  const raw = present.length === source.rows.length ? source : subset(source, present);
  const candidates = combine(kinds.map((kind) => transformChoices(options, kind, estimator.idfs)));
  const choice = choose(raw, blockOf, candidates, estimator.settings, estimator.judge);
  const { transform, rows } = transformOnce(raw.rows, blockOf, choice.transform);
  const data = { ...raw, rows };
  const isHeld = Uint8Array.from(present, (at) => source.isHeld[at] ?? 0);
  const foldOf = foldsOf(data, isHeld, source.rows.length >= manyArtists ? 1 : 5);
  const fitted = estimator.fit(data, choice.setting, foldOf);
  const { heldOut } = fitted;
  const prior = sharesOf(data);
  const calibration =
    heldOut.rows.length > 0
      ? fitCalibration(heldOut, prior).calibration
      : modestCalibration(scoreRows(data.rows, fitted.fit), prior);
  const isHeard = heldOut.rows.length === 0 || saysMoreThan(prior, heldOut, calibration);
  const amounts = amountsOf(raw.rows, raw.columns);
  const atOne = (scores: Float64Array) => times(scores, isHeard ? 1 / calibration.temperature : 0);
  const partScores = scoreParts(source, present, foldOf, transform, fitted);
  return {
    transform,
    fit: { weights: atOne(fitted.fit.weights), bias: atOne(fitted.fit.bias) },
    usual: usualAmount(amounts),
    artists: {
      rows: heldOut.rows.map((at) => present[at] ?? 0),
      scores: atOne(heldOut.scores),
      amounts: Float64Array.from(heldOut.rows, (at) => amounts[at] ?? 0),
    },
    parts: { ...partScores, scores: atOne(partScores.scores) },
  };
}

/**
 * Whether held-out artists are less of a surprise than by the shares of genres, by more than one standard error. What chance
 * alone found in a source would be as sure as what is there in another.
 */
function saysMoreThan(prior: readonly number[], held: HeldOutScores, calibration: Calibration): boolean {
  const gains = lossesOf(held, calibration).map(
    (loss, row) => -(held.weights?.[row] ?? 1) * Math.log(prior[held.labels[row] ?? 0] ?? 1) - loss,
  );
  return meanGain(gains) > 0;
}

/**
 * The artists who have this source. All artists if a genre would have none: the model would take it for impossible, which
 * it does not know.
 */
function presentRows({ rows, labels, genres }: LabeledRows): Uint32Array {
  const all = Uint32Array.from(labels.keys());
  const present = all.filter((at) => (rows.ends[at] ?? 0) > (rows.starts[at] ?? 0));
  return new Set(Array.from(present, (at) => labels[at])).size === genres ? present : all;
}

/** One candidate after the other, for all blocks at once; a block with fewer candidates keeps its last. */
function combine(choices: readonly (readonly TransformChoice[])[]): TransformChoice[][] {
  const most = Math.max(...choices.map(({ length }) => length));
  return Array.from({ length: most }, (_, at) =>
    choices.flatMap((ofBlock) => ofBlock[Math.min(at, ofBlock.length - 1)] ?? []),
  );
}

/** The scores of parts of artists by models that have not seen these artists. */
function scoreParts(
  { parts, genres, columns, labels }: SourceData,
  present: Uint32Array,
  foldOf: Int32Array,
  transform: Transform,
  { outside }: EstimatorFit,
): SourceScores {
  const placeOf = new Int32Array(labels.length).fill(-1);
  for (const [place, at] of present.entries()) placeOf[at] = place;
  const foldOfPart = (part: number) => foldOf[placeOf[parts.artists[part] ?? 0] ?? -1] ?? -1;
  const amounts = amountsOf(parts.rows, columns);
  const chosen = Uint32Array.from(parts.artists.keys()).filter(
    (part) => foldOfPart(part) >= 0 && (amounts[part] ?? 0) > 0,
  );
  const scores = new Float64Array(chosen.length * genres);
  if (chosen.length === 0) return { rows: chosen, scores, amounts: new Float64Array() };
  const transformed: SparseRows = transformRows(transform, selectRows(parts.rows, chosen));
  const places = Uint32Array.from(chosen.keys());
  const wanted = new Set(foldNumbers(Int32Array.from(chosen, foldOfPart)));
  for (const [fold, fit] of outside()) {
    if (!wanted.has(fold)) continue;
    const ofFold = places.filter((place) => foldOfPart(chosen[place] ?? 0) === fold);
    placeScores(scoreRows(selectRows(transformed, ofFold), fit), scores, ofFold);
  }
  return { rows: chosen, scores, amounts: Float64Array.from(chosen, (part) => amounts[part] ?? 0) };
}

/** The fit with all its scores times a weight. */
export function weighted(source: SourceFit, weight: number): SourceFit {
  const { fit, artists, parts } = source;
  return {
    ...source,
    fit: { weights: times(fit.weights, weight), bias: times(fit.bias, weight) },
    artists: { ...artists, scores: times(artists.scores, weight) },
    parts: { ...parts, scores: times(parts.scores, weight) },
  };
}

function times(scores: Float64Array, factor: number): Float64Array {
  // Not by `map`, which boxes each number on its way.
  const products = new Float64Array(scores.length);
  for (let at = 0; at < scores.length; at++) products[at] = (scores[at] ?? 0) * factor;
  return products;
}
