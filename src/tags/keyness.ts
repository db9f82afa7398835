import * as v from 'valibot';
import { oneOf, optionsSchema } from '../util/options.ts';
import { leastOf, compareCodePoints } from '../util/order.ts';
import type { TagWeight } from '../model.ts';

/** One tag, summed over a genre's artists. */
export interface GenreTag extends TagWeight {
  /** Number of artists who have the tag, with any confidence. */
  readonly artists: number;
  /** How many artists carry the tag: the sum of min(1, weight) over its artists. */
  readonly carriers: number;
}

/** A tag that sets a genre apart. */
export interface KeyTag extends GenreTag {
  /** Log odds ratio of the tag in this genre against the others, in nats. */
  readonly logOdds: number;
  /** The log odds ratio divided by its standard deviation. Above 1.96 it is unlikely to be chance. */
  readonly z: number;
  /** The list is sorted by it. See {@link KeynessOptions.by}. */
  readonly score: number;
}

/** Checks {@link KeynessOptions}. */
export const keynessSchema = optionsSchema({
  by: v.exactOptional(oneOf(['z', 'lower-bound', 'least-z'])),
});

/** How the keyness of tags is computed and ordered. */
export interface KeynessOptions {
  /**
   * How the tags are sorted. `z`: by the z-score against all other genres together. `lower-bound`: by δ −
   * 2.58 sd, the lower bound of the log odds ratio with 99.5 % certainty, for short lists of clear tags.
   * `least-z`: by the smallest z-score against each other genre, for tags that only this genre has.
   * @default 'z'
   */
  readonly by?: 'z' | 'lower-bound' | 'least-z';
}

/** How many artists of a genre carry each tag, and the sum of these numbers. */
export interface CarrierCounts {
  readonly carriers: ReadonlyMap<string, number>;
  readonly total: number;
}

/** How much more often one side has a tag than the other. */
interface LogOdds {
  /** Log odds ratio δ, in nats. Above 0 if the genre has the tag more often. */
  readonly logOdds: number;
  /** Standard deviation of δ. */
  readonly sd: number;
}

export function countCarriers(tags: readonly GenreTag[]): CarrierCounts {
  return {
    carriers: new Map(tags.map((tag) => [tag.name, tag.carriers])),
    total: tags.reduce((sum, tag) => sum + tag.carriers, 0),
  };
}

/** Prior mass as a share of the mean genre's total of carriers. */
const priorShare = 0.1;
/** Two-sided 99 % of the normal distribution. */
const boundZ = 2.58;

/** A genre's tags, sorted by how much more often its artists carry them than the artists of the others. */
export function rankByKeyness(
  tags: readonly GenreTag[],
  genre: string,
  carriers: ReadonlyMap<string, CarrierCounts>,
  by: NonNullable<KeynessOptions['by']>,
): KeyTag[] {
  const own = carriers.get(genre) ?? countCarriers([]);
  const others = [...carriers].filter(([name]) => name !== genre).map(([, counts]) => counts);
  if (others.length === 0) return tags.map((tag) => ({ ...tag, logOdds: 0, z: 0, score: 0 }));
  const corpus = mergeCarriers(carriers.values());
  const prior = { corpus, mass: (priorShare * corpus.total) / carriers.size };
  const names = tags.map(({ name }) => name);
  const againstAll = compareCarriers(names, own, mergeCarriers(others), prior);
  const againstEach =
    by === 'least-z' ? others.map((other) => compareCarriers(names, own, other, prior)) : [];

  const zOf = (odds: LogOdds | undefined) => (odds ? odds.logOdds / odds.sd : 0);
  return tags
    .map((tag) => {
      const { logOdds = 0, sd = 1 } = againstAll.get(tag.name) ?? {};
      const scores = {
        z: () => logOdds / sd,
        'lower-bound': () => logOdds - boundZ * sd,
        'least-z': () => leastOf(againstEach.map((compared) => zOf(compared.get(tag.name)))),
      };
      return { ...tag, logOdds, z: logOdds / sd, score: scores[by]() };
    })
    .sort((a, b) => b.score - a.score || compareCodePoints(a.name, b.name));
}

/**
 * Log odds ratio of each tag with an informative Dirichlet prior: tags that all artists have, and tags that one or two
 * artists have by chance, end near zero.
 *
 * δ = ln((y₁ + α) / (n₁ + α₀ − y₁ − α)) − ln((y₂ + α) / (n₂ + α₀ − y₂ − α)), var δ ≈ 1 / (y₁ + α) + 1 / (y₂ + α), where
 * y are the artists that carry the tag on either side, n their sums over all tags, and α = α₀ times the tag's share of
 * all. Source: Monroe, Colaresi & Quinn, "Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the
 * Content of Political Conflict" (2008), equations 15, 16 and 20.
 */
function compareCarriers(
  tags: Iterable<string>,
  one: CarrierCounts,
  other: CarrierCounts,
  prior: { readonly corpus: CarrierCounts; readonly mass: number },
): Map<string, LogOdds> {
  const compared = new Map<string, LogOdds>();
  for (const tag of tags) {
    const share = (prior.corpus.carriers.get(tag) ?? 0) / prior.corpus.total;
    const alpha = prior.mass * share;
    const [a, b] = [one, other].map(({ carriers, total }) => {
      const count = (carriers.get(tag) ?? 0) + alpha;
      return { count, rest: total + prior.mass - count };
    });
    // There is only one tag, so every genre has the same share.
    if (!a || !b || share === 1) compared.set(tag, { logOdds: 0, sd: 1 });
    else {
      compared.set(tag, {
        logOdds: Math.log(a.count / a.rest) - Math.log(b.count / b.rest),
        sd: Math.sqrt(1 / a.count + 1 / b.count),
      });
    }
  }
  return compared;
}

/** The sum of all sides. */
function mergeCarriers(sides: Iterable<CarrierCounts>): CarrierCounts {
  const carriers = new Map<string, number>();
  let total = 0;
  for (const side of sides) {
    total += side.total;
    for (const [tag, count] of side.carriers) carriers.set(tag, (carriers.get(tag) ?? 0) + count);
  }
  return { carriers, total };
}
