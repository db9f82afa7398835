import { FolderCatalog } from '../../catalog/folder/folder-catalog.ts';
import type { Layout } from '../../catalog/folder/options.ts';
import { SpotiTagsError } from '../../errors.ts';
import { type ArtistPrediction, predictEach } from '../../evaluation/evaluate.ts';
import type { ArtistProfile, Example } from '../../model.ts';
import { writeArtistReport } from '../../report/write-artist-report.ts';
import { writeReport } from '../../report/write-report.ts';
import { SpotiTags } from '../../spotitags.ts';
import { paletteBackground } from '../../tagger/palette/background.ts';
import { PaletteTagger } from '../../tagger/palette/palette-tagger.ts';
import { genreKey } from '../../tags/genres.ts';
import { type RelevantTag, relevantTags } from '../../tags/relevance.ts';
import { counted } from '../../util/plural.ts';
import { profileOfImages } from '../options/image-profile.ts';
import type { ImageCover } from '../options/images.ts';
import { type Io, printable } from '../terminal/io.ts';
import { type Unseen, ask } from './chain.ts';
import { describeUnseen } from './describe.ts';
import { tagFolder } from './tag-folder.ts';
import { type UnseenModels, artistsOfImages, unseenModels } from './unseen-models.ts';

/** The demo on a user's pictures: what each artist looks like, and what the model of the sample data says. */
export interface OwnDemo {
  /** Artists of the sample data. */
  readonly training: number;
  /** Those of the user's artists that are in the sample data. The model that is asked about each was not trained on it. */
  readonly inSample: readonly string[];
  readonly artists: readonly (Unseen & { readonly tags: readonly RelevantTag[] })[];
}

const namedTags = 8;

/** Images as the covers of one artist. */
export async function imagesDemo(
  images: readonly ImageCover[],
  sample: readonly Example[],
  report: string,
  io: Io,
): Promise<OwnDemo> {
  const { signal } = io;
  await using spotiTags = new SpotiTags({ tagger: new PaletteTagger() });
  // A demo of some of the images is not a failure. Those that failed are named.
  const profile = await profileOfImages(spotiTags, images, io, () => undefined);
  const inSample = artistsOfImages(images, profile, sample);
  const others = sample.filter(({ profile: { artist } }) => !inSample.includes(artist.name));
  const classifier = await unseenModels(others, [], signal).modelFor(profile.artist.name);
  const prediction = await spotiTags.classify(profile, { classifier, signal });
  const tags = relevantTags(profile, await paletteBackground(), namedTags);
  await writeArtistReport(report, {
    profile,
    prediction,
    images: new Map(images.map((image) => [image.album, image])),
    tagLists: [{ tagger: profile.tagger, comparedWith: `${sample.length} artists of the sample data`, tags }],
    title: 'Your images',
    signal,
  });
  const [asked] = await ask(classifier, [{ profile }], signal);
  return {
    training: sample.length,
    inSample,
    artists: asked ? [{ ...asked, artist: counted(images.length, 'image'), tags }] : [],
  };
}

/** The artists of a folder. */
export async function folderDemo(
  { root, layout = 'genre' }: { readonly root: string; readonly layout?: Layout },
  sample: readonly Example[],
  report: string,
  io: Io,
): Promise<OwnDemo> {
  const { signal } = io;
  const catalog = new FolderCatalog({ root, layout });
  await using spotiTags = new SpotiTags({ catalog, tagger: new PaletteTagger() });
  // Without folders of genres, all artists are of one.
  const sources: (readonly [string, readonly [{ readonly genre: string }]])[] =
    layout === 'artist'
      ? [['no genre', [{ genre: '.' }]]]
      : (await catalog.genres()).map((genre) => [genre, [{ genre }]]);
  const examples: Example[] = await tagFolder(spotiTags, sources, io);
  if (examples.length === 0)
    throw new SpotiTagsError('not-found', `No artist of ${root} could be tagged. See the reasons above.`);
  const known = new Map(sample.map(({ genre }) => [genreKey(genre), genre]));
  const models = unseenModels(
    sample,
    examples.map(({ profile }) => profile.artist.name),
    signal,
  );
  const isKnown = examples.every(({ genre }) => known.has(genreKey(genre)));
  const predictions = isKnown ? await predictionsOf(examples, models, signal) : undefined;
  await writeReport(report, { examples, root, signal, ...(predictions && { predictions }) });
  const asked: Unseen[] = [];
  for (const { genre, profile } of examples) {
    const spelled = known.get(genreKey(genre));
    const model = await models.modelFor(profile.artist.name);
    asked.push(
      ...(await ask(model, [{ profile, ...(spelled !== undefined && { genre: spelled }) }], signal)),
    );
  }
  const background = await paletteBackground();
  const tagsOf = ({ profile }: { readonly profile: ArtistProfile }) =>
    relevantTags(profile, background, namedTags);
  return {
    training: sample.length,
    inSample: models.inSample,
    artists: asked.map((artist, at) => {
      const example = examples[at];
      return { ...artist, tags: example ? tagsOf(example) : [] };
    }),
  };
}

/** Pieces of evidence in the report. */
const evidence = 5;

async function predictionsOf(
  examples: readonly Example[],
  models: UnseenModels,
  signal: AbortSignal,
): Promise<ArtistPrediction[]> {
  const predictions: ArtistPrediction[] = [];
  for (const example of examples) {
    const model = await models.modelFor(example.profile.artist.name);
    for await (const prediction of predictEach(model, [example], { evidence, signal }))
      predictions.push(prediction);
  }
  return predictions;
}

export function describeOwn({ training, inSample, artists }: OwnDemo): string {
  return [
    `What your covers look like, most telling first, compared with ${training} artists of the sample data:\n`,
    ...artists.map(
      ({ artist, tags }) =>
        `  ${printable(artist)}: ${tags.map(({ name }) => name).join(', ') || 'nothing'}\n`,
    ),
    `Which genre a model of the sample data takes them for. It knows six: classical, country, hiphop, jazz, metal, reggae.\n`,
    describeInSample(inSample),
    describeUnseen(artists),
  ].join('');
}

/** Artists that are named. */
const mostNamed = 5;

function describeInSample(names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  const listed = names.slice(0, mostNamed).map(printable).join(', ') + more;
  return `The sample data has ${listed}. No artist was judged by a model that was trained on it.\n`;
}
