import { Command } from 'commander';
import type { Classifier } from '../../classifier/classifier.ts';
import { shareSeen } from '../../classifier/features/artist-sketch.ts';
import type { LocalClassifier } from '../../classifier/models/local-classifier.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { Artist, ArtistProfile } from '../../model.ts';
import type { Classification } from '../../run/classification.ts';
import { counted } from '../../util/plural.ts';
import {
  type ClassifierOptions,
  classifierNames,
  openClassifier,
  withClassifier,
} from '../options/classifiers.ts';
import { describeAlternatives } from '../terminal/alternatives.ts';
import { jsonText } from '../../util/json.ts';
import { heading } from '../terminal/color.ts';
import { type Io, percent, printable, table } from '../terminal/io.ts';
import { nats, shownEvidence } from '../terminal/shown-evidence.ts';
import { type HtmlOptions, checkHtml, withHtml, writeHtml } from '../options/html-file.ts';
import { profileOfImages } from '../options/image-profile.ts';
import { type ImageCover, artistOrImages, withImages } from '../options/images.ts';
import { filterOf, readClassifier, withFilter } from '../options/models.ts';
import { type ProviderOptions, openSpotiTags, withProviders } from '../options/providers.ts';
import { share, wholeNumber } from '../options/numbers.ts';
import { checkSound, soundNote } from '../options/sound.ts';
import { openStore } from '../options/stores.ts';
import { evidenceName } from '../../tags/tag-names.ts';
import { tagNamedArtist } from '../options/tag-artist.ts';
import { openTagger } from '../options/taggers.ts';
import { UsageError } from '../options/usage-error.ts';

interface ClassifyCommandOptions extends ProviderOptions, ClassifierOptions, HtmlOptions {
  readonly image?: readonly string[];
  readonly model?: string;
  readonly filter?: string;
  readonly maxGenres?: number;
  readonly minProbability?: number;
  readonly level?: number | 'best';
  readonly json?: true;
}

export function classifyCommand(io: Io, fail: (code: number) => void): Command {
  return withHtml(withImages(withClassifier(withFilter(withProviders(new Command('classify'))))))
    .description('predicts the genre of an artist, or of images as the covers of one artist, with evidence')
    .usage(
      `<artist> | --image <file…> --model <model.json> | --classifier ${classifierNames} --genres <list> [options]`,
    )
    .option('--model <file>', 'model, as train writes it')
    .option('--max-genres <n>', 'say several genres: at most this many', (n) => wholeNumber(n))
    .option('--min-probability <share>', 'say no genre with a lower probability', share)
    .option(
      '--level <level>',
      'say genres at this level of the tree of the model’s --genre-map, from 1 for roots, or best: as exact as it pays',
      (text) => (text === 'best' ? text : wholeNumber(text)),
    )
    .option('--json', 'print JSON')
    .action(async (artist: string | undefined, options: ClassifyCommandOptions) => {
      if ((options.model === undefined) === (options.classifier === undefined)) {
        throw new UsageError(`Which model? Type --model FILE, or --classifier ${classifierNames}.`);
      }
      const asked = await artistOrImages('classify', artist, options.image);
      await checkHtml(options, asked, [options.model, options.filter]);
      checkSound(options, asked);
      const filter = await filterOf(options.filter);
      const model = options.model === undefined ? undefined : await readClassifier(options.model, filter);
      await using store = await openStore(options, io);
      const tagger = await openTagger(options, io, store);
      const isArtist = typeof asked === 'string';
      const parts = { tagger, ...(!isArtist && { catalog: 'none' as const }) };
      await using spotiTags = await openSpotiTags(options, io, store, parts);
      await using classifier = model
        ? askedOf(model, tagger.id)
        : await openClassifier(options, tagger.id, filter, io);
      const profile = isArtist
        ? await tagNamedArtist(spotiTags, asked, io)
        : await profileOfImages(spotiTags, asked, io, fail);
      io.stderr.write(soundNote(profile, model?.sound));
      if (isArtist && model) io.stderr.write(doubtAbout(profile.artist, model));
      const { maxGenres, minProbability, level } = options;
      const prediction = await spotiTags.classify(profile, {
        classifier,
        signal: io.signal,
        ...(maxGenres !== undefined && { maxGenres }),
        ...(minProbability !== undefined && { minProbability }),
        ...(level !== undefined && { level }),
      });
      for (const { message } of prediction.warnings ?? []) io.stderr.write(`Note: ${message}\n`);
      io.stdout.write(
        options.json
          ? predictionJson(asked, prediction)
          : describePrediction(
              isArtist ? profile.artist.name : counted(countTagged(profile), 'image'),
              prediction,
            ),
      );
      await writeHtml(options, asked, { profile, prediction }, io);
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

/** Images that are the same as another count too. */
function countTagged({ albums }: ArtistProfile): number {
  return albums.filter(({ cover }) => cover.status !== 'failed').length;
}

/** Why the prediction says less than it seems to. */
function doubtAbout(artist: Artist, model: LocalClassifier): string {
  if (shareSeen(model.toJSON().model.artists ?? [], [artist]) === 0) return '';
  const name = JSON.stringify(printable(artist.name));
  return (
    `Note: the model was trained on ${name}, so this answer does not show how well it predicts. To train a model without this artist, ` +
    `type spotitags train <dataset.jsonl> --out <model.json> --exclude ${name}.\n`
  );
}

function predictionJson(
  asked: string | readonly ImageCover[],
  { profile, ...prediction }: Classification,
): string {
  const subject =
    typeof asked === 'string' ? { artist: profile.artist } : { images: asked.map(({ album }) => album) };
  return `${jsonText({ ...subject, ...prediction }, 2)}\n`;
}

function describePrediction(
  subject: string,
  { genre, genres, reason, scores, evidence, profile: { alternatives } }: Classification,
): string {
  const reasons = shownEvidence(evidence);
  const shown = (titles: readonly string[], ids: readonly string[]) =>
    [
      ...titles.slice(0, 2).map((title, at) => title || (ids[at] ?? '')),
      ...(titles.length > 2 ? [`${titles.length - 2} more`] : []),
    ].join(', ');
  return [
    `${heading(`${printable(subject)}: ${genre === null ? 'cannot tell' : printable(genre)}`)}\n`,
    ...(reason === undefined ? [] : [`${printable(reason)}\n`]),
    table(
      ['probability', 'genre'],
      (genres ?? scores)
        .slice(0, genres ? undefined : 5)
        .map((score) => [percent(score.probability), score.genre]),
    ),
    ...(reasons.length > 0
      ? [
          `${heading('Evidence (nats of log odds):')}\n`,
          table(
            ['nats', 'evidence', 'albums'],
            reasons.map((piece) => [nats(piece), evidenceName(piece), shown(piece.titles, piece.albums)]),
          ),
        ]
      : []),
    ...(alternatives ? [describeAlternatives(alternatives)] : []),
  ].join('');
}
