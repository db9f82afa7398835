import { kindCounter } from '../../classifier/features/count-features.ts';
import { featureNames } from '../../classifier/features/feature-names.ts';
import type { Feature } from '../../classifier/features/features.ts';
import { defaultFeatures } from '../../classifier/models/local-trainer.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { ArtistProfile } from '../../model.ts';
import { tagFilter } from '../../tags/filter.ts';

const words: Readonly<Record<Feature['kind'], string>> = {
  tag: 'tags',
  title: 'titles',
  lettering: 'lettering',
  embedding: 'embeddings',
  sound: 'sound tags',
  decade: 'years',
};

/** Features that only some taggers give. */
const byTagger: readonly Feature['kind'][] = ['lettering', 'embedding', 'sound'];

/**
 * Looks for the features that were chosen. A model of features that no artist has knows nothing, and its figures say nothing.
 * Some artists without them are as usual.
 */
export class ChosenFeatures {
  readonly #chosen: readonly Feature[];
  readonly #count = kindCounter({ filter: tagFilter(), minCovers: 1 });
  readonly #others = new Set<Feature>();
  #isFound: boolean;

  /** @param chosen - none if the trainer chooses. */
  constructor(chosen: readonly Feature[] = []) {
    this.#chosen = chosen;
    this.#isFound = chosen.length === 0;
  }

  add(profile: ArtistProfile): void {
    if (this.#isFound) return;
    const has = ({ kind }: Feature) => this.#count(kind, profile).some(({ counts }) => counts.length > 0);
    this.#isFound = this.#chosen.some(has);
    for (const feature of defaultFeatures)
      if (!this.#others.has(feature) && has(feature)) this.#others.add(feature);
  }

  /** After all artists. @throws SpotiTagsError `invalid-input` if none of them has any of the features. */
  check(dataset: string): void {
    if (this.#isFound) return;
    const kinds = this.#chosen.map(({ kind }) => kind);
    const collect = kinds.every((kind) => byTagger.includes(kind))
      ? 'Collect with a tagger that gives them, or choose'
      : 'Choose';
    const others = featureNames(defaultFeatures.filter((feature) => this.#others.has(feature)));
    throw new SpotiTagsError(
      'invalid-input',
      `${dataset} has no ${kinds.map((kind) => words[kind]).join(' and no ')}. ${collect} other features` +
        `${others === '' ? '' : `: ${others.replaceAll(',', ', ')}`}.`,
    );
  }
}
