import { Command } from 'commander';
import type { Classifier } from '../../classifier/classifier.ts';
import { loadClassifier } from '../../classifier/models/load-classifier.ts';
import type { LocalClassifier } from '../../classifier/models/local-classifier.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { ArtistProfile, Prediction } from '../../model.ts';
import {
  type ClassifierOptions,
  classifierNames,
  openClassifier,
  withClassifier,
} from '../options/classifiers.ts';
import { describeAlternatives } from '../terminal/alternatives.ts';
import { jsonText } from '../../util/json.ts';
import { type Io, percent, printable, table } from '../terminal/io.ts';
import { filterOf, readModel, withFilter } from '../options/models.ts';
import { type ProviderOptions, openSpotiTags, withProviders } from '../options/providers.ts';
import { openStore } from '../options/stores.ts';
import { tagNamedArtist } from '../options/tag-artist.ts';
import { openTagger } from '../options/taggers.ts';
import { UsageError } from '../options/usage-error.ts';

interface ClassifyCommandOptions extends ProviderOptions, ClassifierOptions {
  readonly model?: string;
  readonly filter?: string;
  readonly json?: true;
}

export function classifyCommand(io: Io): Command {
  return withClassifier(withFilter(withProviders(new Command('classify'))))
    .description('predicts the genre of an artist, with evidence from the covers')
    .usage(`<artist> --model <model.json> | --classifier ${classifierNames} --genres <list> [options]`)
    .argument('<artist>', 'name, id or URL')
    .option('--model <file>', 'model, as train writes it')
    .option('--json', 'print JSON')
    .action(async (artist: string, options: ClassifyCommandOptions) => {
      if ((options.model === undefined) === (options.classifier === undefined)) {
        throw new UsageError(`Which model? Type --model FILE, or --classifier ${classifierNames}.`);
      }
      const filter = await filterOf(options.filter);
      const model =
        options.model === undefined ? undefined : loadClassifier(await readModel(options.model), filter);
      await using store = await openStore(options, io);
      const tagger = await openTagger(options, io, store);
      await using spotiTags = await openSpotiTags(options, io, store, { tagger });
      await using classifier = model
        ? askedOf(model, tagger.id)
        : await openClassifier(options, tagger.id, filter, io);
      const profile = await tagNamedArtist(spotiTags, artist, io);
      const prediction = await spotiTags.classify(profile, { classifier, signal: io.signal });
      io.stdout.write(
        options.json
          ? `${jsonText({ artist: profile.artist, ...prediction }, 2)}\n`
          : describePrediction(profile, prediction),
      );
    });
}

/**
 * A model for the tags of this tagger. A model that knows other tags is refused before any tags are paid for.
 */
function askedOf(model: LocalClassifier, tagger: string): Classifier & AsyncDisposable {
  if (model.tagger === tagger) return { ...model, [Symbol.asyncDispose]: () => Promise.resolve() };
  throw new SpotiTagsError(
    'invalid-input',
    `The model knows the tags of ${model.tagger}, but the tagger is ${tagger}. Type --tagger, --onnx ` +
      'and --clip as for its dataset, or train a model on a dataset of this tagger.',
  );
}

function describePrediction(
  { artist, alternatives, albums }: ArtistProfile,
  { genre, reason, scores, evidence = [] }: Prediction,
): string {
  const titles = new Map(albums.map(({ id, title }) => [id, title]));
  const shownAlbums = (ids: readonly string[]) => {
    const shown = ids.slice(0, 2).map((id) => titles.get(id) ?? id);
    return [...shown, ...(ids.length > 2 ? [`${ids.length - 2} more`] : [])].join(', ');
  };
  return [
    `${printable(artist.name)}: ${genre === null ? 'cannot tell' : printable(genre)}\n`,
    ...(reason === undefined ? [] : [`${printable(reason)}\n`]),
    table(scores.slice(0, 5).map((score) => [percent(score.probability), score.genre])),
    ...(evidence.length > 0 ? ['Evidence (nats of log odds):\n'] : []),
    table(
      evidence.map(({ kind, name, contribution, albums: on }) => [
        `+${contribution.toFixed(2)}`,
        kind === 'title' ? `“${name}” in titles` : name,
        shownAlbums(on),
      ]),
    ),
    ...(alternatives ? [describeAlternatives(alternatives)] : []),
  ].join('');
}
