import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, GenreExample } from '../../model.ts';
import type { GenreMap } from '../../tags/genre-map.ts';
import { type TagFilter, tagFilter } from '../../tags/filter.ts';
import type { AnyIterable } from '../../util/iterables.ts';
import { compareCodePoints } from '../../util/order.ts';
import type { Blocks } from '../features/blocks.ts';
import { kindCounter } from '../features/count-features.ts';
import {
  type Feature,
  allTags,
  checkFeatures,
  embedding,
  lettering,
  soundTags,
  titleWords,
} from '../features/features.ts';
import { type PreparedSet, prepareExamples } from '../features/prepare.ts';
import type { SourceColumns } from '../features/source-rows.ts';
import type { BlockTransform } from '../features/transform.ts';
import type { Estimator } from '../fitting/estimator.ts';
import type { SourceFit } from '../fitting/fit-source.ts';
import { type FusedSources, type RememberFit, type SourceSet, fitSources } from '../fitting/fit-sources.ts';
import { type LocalTrainer, localClassifier } from './local-classifier.ts';
import type { LocalModel } from './local-model.ts';
import type { GenreParent } from './model-contents.ts';
import type { FittedSources } from './score-sources.ts';
import type { TrainerOptions } from './trainer-options.ts';

/** Fits one kind of model, with its options. */
export interface Learner {
  readonly features: readonly Feature[];
  readonly filter: TagFilter;
  readonly minCovers: number;
  readonly learnStopTags: boolean;
  readonly minProbability: number;
  /** Fits the sources of examples of these features, through this filter. */
  fit(set: SourceSet, remember: RememberFit): FusedSources;
  /** Fits a model to examples of these features, through this filter. */
  learn(prepared: PreparedSet): LocalModel;
}

/** What all local models share: sources, transforms, choice of settings, fusion and calibration. */
export function learner<Setting>(options: TrainerOptions, estimator: Estimator<Setting>): Learner {
  const {
    features = defaultFeatures.filter((feature) => takesFeatures(estimator.kind, [feature])),
    filter = tagFilter(),
    minCovers = 1,
  } = options;
  const { learnStopTags = true, minProbability = 0, genreMap } = options;
  checkFeatures(features);
  if (!takesFeatures(estimator.kind, features)) {
    throw new SpotiTagsError(
      'invalid-input',
      'Naive Bayes counts, and the numbers of an embedding are not counts: got the feature embedding. Leave it out, or use ' +
        'logisticRegression or nearestCentroid.',
    );
  }
  const settings = {
    features,
    filter,
    minCovers,
    learnStopTags,
    minProbability,
  };
  const fit: Learner['fit'] = (set, remember) => {
    checkSize(set);
    return fitSources(set, options, estimator, remember);
  };
  return {
    ...settings,
    fit,
    learn(prepared) {
      const { origin, genres, vocabulary, stopTags, blocks, sources } = prepared;
      const { fits, share, calibration } = fit(prepared, (_, fitOne) => fitOne());
      return {
        kind: estimator.kind,
        origin,
        features,
        filter,
        minCovers,
        minProbability,
        stopTags,
        genres,
        ...(genreMap && { parents: parentsOf(genres, genreMap) }),
        vocabulary,
        ...joinSources(fits, sources, blocks, genres.length),
        share,
        calibration,
      };
    },
  };
}

/** The tree above these genres, in the order of their code points. */
function parentsOf(genres: readonly string[], map: GenreMap): GenreParent[] {
  const parents = new Map<string, string>();
  for (const genre of genres) {
    let below = genre;
    for (const parent of map.pathOf(genre).slice(0, -1).reverse()) {
      parents.set(below, parent);
      below = parent;
    }
  }
  return [...parents].sort(([a], [b]) => compareCodePoints(a, b));
}

export const defaultFeatures: readonly Feature[] = [
  allTags(),
  titleWords(),
  lettering(),
  embedding(),
  soundTags(),
];

/** Naive Bayes counts, and the numbers of an embedding are not counts. */
export function takesFeatures(kind: string, features: readonly Feature[]): boolean {
  return !kind.endsWith('naive-bayes') || features.every((feature) => feature.kind !== 'embedding');
}

/** One table of weights for the columns of all sources. */
function joinSources(
  fits: readonly SourceFit[],
  columnsOf: readonly SourceColumns[],
  { ofColumns, sources }: Blocks,
  genres: number,
): Omit<FittedSources, 'share'> {
  const weights = new Float64Array(ofColumns.length * genres);
  const idf = new Float64Array(ofColumns.length);
  const blocks: BlockTransform[] = [];
  for (const [at, { fit, transform }] of fits.entries()) {
    const of = columnsOf[at];
    for (const [here, block] of (of?.blocks ?? []).entries()) {
      const one = transform.blocks[here];
      if (one) blocks[block] = one;
    }
    for (const [here, column] of (of?.columns ?? []).entries()) {
      idf[column] = transform.idf[here] ?? 1;
      for (let genre = 0; genre < genres; genre++) {
        // Six decimals change scores by less than 1e-5, and halve a model file.
        weights[column * genres + genre] = Math.round((fit.weights[here * genres + genre] ?? 0) * 1e6) / 1e6;
      }
    }
  }
  return {
    transform: { blocks, blockOf: ofColumns, idf },
    weights,
    sources: fits.map(({ fit, usual }) => ({ bias: fit.bias, usual })),
    sourceOf: sources,
  };
}

export function localTrainer(fitting: Learner): LocalTrainer {
  return {
    async train(examples: AnyIterable<GenreExample>, { signal }: CallOptions = {}) {
      const count = kindCounter(fitting);
      const prepared = await prepareExamples(examples, { ...fitting, count, ...(signal && { signal }) });
      return localClassifier(fitting.learn(prepared));
    },
  };
}

/** A model of more weights could not be written as JSON, and takes gigabytes to fit. */
const mostWeights = 20_000_000;

function checkSize({ genres, sources }: SourceSet): void {
  const columns = sources.reduce((sum, source) => sum + source.columns.length, 0);
  if (genres.length * columns <= mostWeights) return;
  throw new SpotiTagsError(
    'invalid-input',
    `A model of ${genres.length} genres and ${columns} tags and words would have ${genres.length * columns} weights. The ` +
      `limit is ${mostWeights}. Train with fewer genres, or with fewer features, such as keyTags(10) or tags alone.`,
  );
}
