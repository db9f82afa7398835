import * as v from 'valibot';
import type { Classifier } from '../classifier/classifier.ts';
import type { ArtistPrediction } from '../evaluation/evaluate.ts';
import type { ArtistProfile, CallOptions, GenreExample, Prediction, TagWeight } from '../model.ts';
import type { AnyIterable } from '../util/iterables.ts';
import { must, objectOf, oneOf, optionsSchema, refuse, text, wholeNumberFrom } from '../util/options.ts';

/** How a report shows covers. */
export interface PictureOptions extends CallOptions {
  /**
   * The root of the catalog that the artists came from: covers that are files are found below it.
   * @default none: covers that are files are shown as swatches
   */
  readonly root?: string;
  /**
   * `embed` puts a small picture of each cover into the page, and downloads covers that have a URL. `link` shows covers that
   * have a URL from there when the page is read. `none` shows no cover.
   * @default covers that have a URL are linked, and files are embedded if `sharp` is installed
   */
  readonly thumbnails?: 'embed' | 'link' | 'none';
  /** Bytes of all embedded pictures together. Covers beyond it are shown as swatches. @default 10_000_000 */
  readonly maxThumbnailBytes?: number;
  /** The heading of the page. @default one that names the number of artists, or the artist */
  readonly title?: string;
}

export interface ReportOptions extends PictureOptions {
  /** The artists, each with one genre or several. All of one tagger. */
  readonly examples: AnyIterable<GenreExample>;
  /** A model that was not trained on these artists. It is asked about each of them. @default none */
  readonly classifier?: Classifier;
  /**
   * In place of a classifier: one prediction for each example, in the order of the examples, as `crossValPredict` gives them.
   * Set its `evidence`, so that the report can say why. @default none
   */
  readonly predictions?: readonly ArtistPrediction[];
}

/** A report about one artist. */
export interface ArtistReportOptions extends PictureOptions {
  readonly profile: ArtistProfile;
  /** What a classifier says of the profile, with its evidence. @default none */
  readonly prediction?: Prediction;
  /** @default the heaviest tags of the profile, by their sum */
  readonly tagLists?: readonly ArtistTagList[];
  /**
   * Where covers of images are that no catalog knows, by the id of their album.
   * @default none: covers are where the profile says
   */
  readonly images?: ReadonlyMap<string, { readonly path: string } | { readonly url: string }>;
}

/** The tags of one tagger in a report about an artist, in the order in which they are listed. */
export interface ArtistTagList {
  /** The id of the tagger. */
  readonly tagger: string;
  /** What relevance is measured against: "71 artists of the sample data". Absent if the tags have none. */
  readonly comparedWith?: string;
  readonly tags: readonly (TagWeight & { readonly relevance?: number })[];
}

/** What is in a report that was written. */
export interface ReportSummary {
  readonly artists: number;
  /** Covers that were tagged. */
  readonly covers: number;
  /** Covers whose picture is in the page. */
  readonly embedded: number;
  /** Covers whose picture is shown from its URL. */
  readonly linked: number;
  /** Size of the file. */
  readonly bytes: number;
  /** What is missing in the report, and why. Sentences, which the page says too. */
  readonly notes: readonly string[];
}

/** What `thumbnails` can be. */
export const thumbnailKinds = ['embed', 'link', 'none'] as const;

const pictureEntries = {
  root: v.exactOptional(text),
  thumbnails: v.exactOptional(oneOf(thumbnailKinds)),
  maxThumbnailBytes: v.exactOptional(wholeNumberFrom(0), 10_000_000),
  title: v.exactOptional(text),
  signal: v.exactOptional(objectOf<AbortSignal>()),
  counter: v.exactOptional(objectOf<NonNullable<CallOptions['counter']>>()),
};

const examples = must(
  'be a list of examples, or an iterable such as readDataset(path)',
  (value): value is AnyIterable<GenreExample> =>
    typeof value === 'object' &&
    value !== null &&
    (Symbol.iterator in value || Symbol.asyncIterator in value),
);

const predictions = must('be a list of predictions', (value): value is readonly ArtistPrediction[] =>
  Array.isArray(value),
);

const tagLists = must('be a list of lists of tags', (value): value is readonly ArtistTagList[] =>
  Array.isArray(value),
);

export const reportSchema = v.pipe(
  optionsSchema({
    ...pictureEntries,
    examples,
    classifier: v.exactOptional(objectOf<Classifier>()),
    predictions: v.exactOptional(predictions),
  }),
  refuse((options) =>
    options.classifier && options.predictions
      ? 'A report takes a classifier or predictions, and both were given. Leave out one of them'
      : undefined,
  ),
);

export const artistReportSchema = optionsSchema({
  ...pictureEntries,
  profile: objectOf<ArtistProfile>(),
  prediction: v.exactOptional(objectOf<Prediction>()),
  tagLists: v.exactOptional(tagLists),
  images: v.exactOptional(objectOf<NonNullable<ArtistReportOptions['images']>>()),
});
