import { Command } from 'commander';
import { shareSeen } from '../../classifier/features/artist-sketch.ts';
import type { Estimate } from '../../classifier/regressor.ts';
import type { LocalRegressor } from '../../classifier/models/local-regressor.ts';
import { profilesOfAlbums } from '../../dataset/number-examples.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { Artist, ArtistProfile, Evidence } from '../../model.ts';
import { evidenceName } from '../../tags/tag-names.ts';
import { jsonText } from '../../util/json.ts';
import { counted } from '../../util/plural.ts';
import { profileOfImages } from '../options/image-profile.ts';
import { type ImageCover, artistOrImages, withImages } from '../options/images.ts';
import { filterOf, readRegressor, withFilter } from '../options/models.ts';
import { type ProviderOptions, openSpotiTags, withProviders } from '../options/providers.ts';
import { checkSound, soundNote } from '../options/sound.ts';
import { openStore } from '../options/stores.ts';
import { tagNamedArtist } from '../options/tag-artist.ts';
import { openTagger } from '../options/taggers.ts';
import { describeAlternatives } from '../terminal/alternatives.ts';
import { estimateText } from '../terminal/describe-numbers.ts';
import { heading } from '../terminal/color.ts';
import { type Io, printable, table } from '../terminal/io.ts';

interface EstimateCommandOptions extends ProviderOptions {
  readonly image?: readonly string[];
  readonly model: string;
  readonly filter?: string;
  readonly json?: true;
}

export function estimateCommand(io: Io, fail: (code: number) => void): Command {
  return withImages(withFilter(withProviders(new Command('estimate'))))
    .description('estimates a number, such as a year, of an artist, of albums or of images, with evidence')
    .usage('<artist> | --image <file…> --model <model.json> [options]')
    .requiredOption('--model <file>', 'model, as train --target writes it')
    .option('--json', 'print JSON')
    .action(async (artist: string | undefined, options: EstimateCommandOptions) => {
      const asked = await artistOrImages('estimate', artist, options.image);
      checkSound(options, asked);
      const regressor = await readRegressor(options.model, await filterOf(options.filter));
      await using store = await openStore(options, io);
      const tagger = await openTagger(options, io, store);
      checkTagger(regressor, tagger.id);
      const isArtist = typeof asked === 'string';
      const parts = { tagger, ...(!isArtist && { catalog: 'none' as const }) };
      await using spotiTags = await openSpotiTags(options, io, store, parts);
      const profile = isArtist
        ? await tagNamedArtist(spotiTags, asked, io)
        : await profileOfImages(spotiTags, asked, io, fail);
      io.stderr.write(soundNote(profile, regressor.sound));
      if (isArtist) io.stderr.write(doubtAbout(profile.artist, regressor));
      const profiles = regressor.isOfAlbums ? profilesOfAlbums(profile) : [profile];
      const estimates = await regressor.estimate(profiles, { evidence: 10, signal: io.signal });
      for (const message of new Set(
        estimates.flatMap(({ warnings = [] }) => warnings.map((one) => one.message)),
      ))
        io.stderr.write(`Note: ${message}\n`);
      const { isOfAlbums } = regressor;
      io.stdout.write(
        options.json
          ? estimatesJson(asked, profile, estimates, isOfAlbums)
          : describe(
              isArtist ? profile.artist.name : counted(asked.length, 'image'),
              profile,
              estimates,
              isOfAlbums,
            ),
      );
    });
}

/** Refused before any tags are paid for. */
function checkTagger({ tagger: known }: LocalRegressor, tagger: string): void {
  if (known === tagger) return;
  throw new SpotiTagsError(
    'invalid-input',
    `The model knows the tags of ${known}, but the tagger is ${tagger}. Type --tagger, --onnx and --clip as for its dataset, or ` +
      'train a model on a dataset of this tagger.',
  );
}

function doubtAbout(artist: Artist, regressor: LocalRegressor): string {
  if (shareSeen(regressor.toJSON().model.artists ?? [], [artist]) === 0) return '';
  const name = JSON.stringify(printable(artist.name));
  return (
    `Note: the model was trained on ${name}, so this estimate does not show how good it is. To train a model without this ` +
    `artist, type spotitags train with --exclude ${name}.\n`
  );
}

function estimatesJson(
  asked: string | readonly ImageCover[],
  profile: ArtistProfile,
  estimates: readonly Estimate[],
  isOfAlbums: boolean,
): string {
  const subject =
    typeof asked === 'string' ? { artist: profile.artist } : { images: asked.map(({ album }) => album) };
  if (!isOfAlbums) return `${jsonText({ ...subject, ...estimates[0] }, 2)}\n`;
  const albums = profile.albums.map(({ id, title, year }, at) => ({ id, title, year, ...estimates[at] }));
  return `${jsonText({ ...subject, albums }, 2)}\n`;
}

function describe(
  subject: string,
  { albums, alternatives }: ArtistProfile,
  estimates: readonly Estimate[],
  isOfAlbums: boolean,
): string {
  const titles = new Map(albums.map(({ id, title }) => [id, title || id]));
  const namesOf = (evidence: readonly Evidence[]) =>
    evidence
      .slice(0, 3)
      .map((piece) => evidenceName(piece))
      .join(', ');
  const [first] = estimates;
  const lines = isOfAlbums
    ? [
        `${heading(printable(subject))}\n`,
        table(
          ['estimate', 'album', 'because of'],
          estimates.map((estimate, at) => [
            estimateText(estimate),
            albums[at]?.title ?? '',
            estimate.reason ? 'nothing to judge by' : namesOf(estimate.evidence ?? []),
          ]),
        ),
      ]
    : first
      ? [
          `${heading(`${printable(subject)}: ${estimateText(first)}`)}\n`,
          ...(first.reason === undefined ? [] : [`${first.reason}\n`]),
          ...describeEvidence(first, titles),
        ]
      : [];
  return [...lines, ...(alternatives ? [describeAlternatives(alternatives)] : [])].join('');
}

function describeEvidence(
  { evidence = [], interval: [low, high] }: Estimate,
  titles: ReadonlyMap<string, string>,
) {
  if (evidence.length === 0) return [];
  const digits = high - low < 1 ? 3 : 1;
  return [
    `${heading('Evidence (what it adds to the number):')}\n`,
    table(
      ['adds', 'evidence', 'albums'],
      evidence.map((piece) => [
        `${piece.contribution > 0 ? '+' : ''}${piece.contribution.toFixed(digits)}`,
        evidenceName(piece),
        [
          ...piece.albums.slice(0, 2).map((id) => titles.get(id) ?? id),
          ...(piece.albums.length > 2 ? [`${piece.albums.length - 2} more`] : []),
        ].join(', '),
      ]),
    ),
  ];
}
