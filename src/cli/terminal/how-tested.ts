import { featureNames } from '../../classifier/features/feature-names.ts';
import type { Feature, FeatureKey } from '../../classifier/features/features.ts';
import type { ArtistProfile } from '../../model.ts';
import { artistKey } from '../../util/artist-key.ts';
import { counted } from '../../util/plural.ts';
import { printable } from './io.ts';

interface Described {
  toJSON(): {
    readonly model: {
      readonly kind: string;
      readonly features: readonly Feature[];
      readonly vocabulary: readonly FeatureKey[];
    };
  };
}

/** What was tested and how, for the heading of an evaluation: figures say little without it. */
export class HowTested {
  #model = '';
  #how = '';

  /** The model of a file. */
  fileOf(model: Described, path: string): void {
    this.#note(model);
    this.#how = `the model of ${printable(path)}`;
  }

  /** The trainer, whose models tell their kind and the features that they found. */
  watched<Args extends readonly unknown[], Model extends Described>(trainer: {
    train(...args: Args): Promise<Model>;
  }): { train(...args: Args): Promise<Model> } {
    return {
      train: async (...args) => {
        const model = await trainer.train(...args);
        // Once, because this packs the model. Those of the other folds have the same options.
        if (this.#model === '') this.#note(model);
        return model;
      },
    };
  }

  /** @param asked - how many folds the user wants. */
  foldsOf(all: number, asked: number): void {
    const fewer = all < asked ? ` (${asked} asked; each artist is in one fold)` : '';
    this.#how = `${counted(all, 'fold')} by artist${fewer}`;
  }

  onceOf(training: readonly { readonly profile: ArtistProfile }[]): void {
    const artists = new Set(training.map(({ profile }) => artistKey(profile.artist))).size;
    this.#how = `trained once, on ${counted(artists, 'other artist')}`;
  }

  #note(model: Described): void {
    const { kind, features, vocabulary } = model.toJSON().model;
    // Not those that it was to look at, and that no cover of the training has.
    const found = features.filter((feature) => vocabulary.some((key) => key.startsWith(`${feature.kind}:`)));
    this.#model = [kind, featureNames(found).replaceAll(',', ', ')].filter(Boolean).join(' · ');
  }

  toString(): string {
    return [this.#model, this.#how].filter((part) => part !== '').join(' · ');
  }
}
