/**
 * How often the genre of an artist is predicted correctly: by the palette, with MobileNet, and with what is written on the
 * covers; each with and without titles. Run: npm run bench:taggers [dataset.jsonl]
 *
 * The dataset is one of `combineTaggers(palette, onnx, lettering)`. Without it, the covers of ../shared/covers are tagged,
 * which takes minutes. onnxruntime-node and the models that read are those of test/peers.
 */
import { fileURLToPath } from 'node:url';
import {
  combineTaggers,
  type Example,
  FolderCatalog,
  logisticRegression,
  type ProfileAlbum,
  readDataset,
  SpotiTags,
  titleWords,
} from 'spotitags';
import { LetteringTagger } from 'spotitags/lettering';
import { OnnxTagger } from 'spotitags/onnx';
import { PaletteTagger } from 'spotitags/palette';
import { baseline, figures, judge, line, nearestByChance, nearestOfGenre, samples } from './judge.ts';

const shared = (path: string) => fileURLToPath(new URL(`../../shared/${path}`, import.meta.url));

async function tagCovers(): Promise<Example[]> {
  const half = [0.5, 0.5, 0.5] as const;
  const mobilenet = await OnnxTagger.load({
    name: 'mobilenet',
    model: shared('models/mobilenet_v2.onnx'),
    labels: shared('models/imagenet_labels.txt'),
    mean: half,
    std: half,
    activation: 'none',
    embedding: true,
  });
  const lettering = await LetteringTagger.load();
  const catalog = new FolderCatalog({ root: shared('covers') });
  const tagger = combineTaggers(new PaletteTagger(), mobilenet, lettering);
  const spotiTags = new SpotiTags({ catalog, tagger, coversPerArtist: 20 });
  const genres = (await catalog.genres()).map((genre) => [genre, [{ folder: genre }]] as const);
  const examples: Example[] = [];
  for await (const result of spotiTags.tagGenres(genres)) {
    if (result.status === 'failed') throw result.error;
    examples.push({ genre: result.genre, profile: result.profile });
  }
  await spotiTags.close();
  return examples;
}

type Said = 'palette' | 'mobilenet' | 'lettering';

/** The examples as if only some of the taggers had been asked. */
function only(examples: readonly Example[], taggers: readonly Said[], withEmbedding = true): Example[] {
  const isOf = (name: string) => taggers.some((tagger) => name.startsWith(`${tagger}: `));
  const strip = (album: ProfileAlbum): ProfileAlbum => {
    if (album.cover.status !== 'tagged') return album;
    const { status, tags, embedding, words } = album.cover;
    return {
      ...album,
      cover: {
        status,
        tags: tags.filter(({ name }) => isOf(name)),
        ...(embedding && withEmbedding && taggers.includes('mobilenet') && { embedding }),
        ...(words && taggers.includes('lettering') && { words }),
      },
    };
  };
  return examples.map(({ genre, profile }) => ({
    genre,
    profile: { ...profile, albums: profile.albums.map(strip) },
  }));
}

/** The examples without titles. */
function untitled(examples: readonly Example[]): Example[] {
  return examples.map(({ genre, profile }) => ({
    genre,
    profile: { ...profile, albums: profile.albums.map((album) => ({ ...album, title: '' })) },
  }));
}

const [path] = process.argv.slice(2);
const all: Example[] = [];
if (path === undefined) all.push(...(await tagCovers()));
else for await (const example of readDataset(path)) all.push(example);

const sets: Readonly<Record<string, readonly Said[]>> = {
  palette: ['palette'],
  '+ MobileNet': ['palette', 'mobilenet'],
  '+ lettering': ['palette', 'mobilenet', 'lettering'],
};
for (const [heading, examples] of samples(all)) {
  console.log(`\n${heading}`);
  line(['covers', 'titles', ...figures]);
  for (const [name, taggers] of Object.entries(sets)) {
    const some = only(examples, taggers);
    line([name, 'without', ...(await judge(logisticRegression(), untitled(some)))]);
    line([name, 'with', ...(await judge(logisticRegression(), some))]);
  }
  line(['none', 'with', ...(await judge(logisticRegression({ features: [titleWords()] }), examples))]);
  line(baseline(examples));
  console.log('nearest neighbor of the same genre');
  line(['palette’s tags', '', nearestOfGenre(only(examples, ['palette'])).toFixed(3)]);
  line(['MobileNet’s tags', '', nearestOfGenre(only(examples, ['mobilenet'], false)).toFixed(3)]);
  line(['its embeddings', '', nearestOfGenre(only(examples, ['mobilenet'])).toFixed(3)]);
  line(['by chance', '', nearestByChance(examples).toFixed(3)]);
}
