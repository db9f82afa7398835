import { Command, Option } from 'commander';
import type { TaggerPart } from '../../model.ts';
import { backgroundFor } from '../options/backgrounds.ts';
import { wholeNumber } from '../options/numbers.ts';
import { sayNext } from '../terminal/next-step.ts';
import { describeImage, describeProfile, tagSections } from '../terminal/describe-profile.ts';
import { counted } from '../../util/plural.ts';
import { jsonText } from '../../util/json.ts';
import { heading } from '../terminal/color.ts';
import { type Io, printable } from '../terminal/io.ts';
import { type ProviderOptions, openSpotiTags, withProviders } from '../options/providers.ts';
import { type HtmlOptions, checkHtml, withHtml, writeHtml } from '../options/html-file.ts';
import { type ImageCover, artistOrImages, withImages } from '../options/images.ts';
import { checkSound, openSound, soundNote } from '../options/sound.ts';
import { openStore } from '../options/stores.ts';
import { openTagger } from '../options/taggers.ts';
import { albumsOf, listImages, profileOfImages } from '../options/tag-images.ts';
import { tagNamedArtist, tagging } from '../options/tag-artist.ts';

interface TagOptions extends ProviderOptions, HtmlOptions {
  readonly image?: readonly string[];
  readonly by: 'relevance' | 'sum';
  readonly top: number;
  readonly json?: true;
}

export function tagCommand(io: Io, fail: (code: number) => void): Command {
  return withHtml(withImages(withProviders(new Command('tag'))))
    .description("says what an artist's covers or your own images look like")
    .usage('<artist> [options] | --image <file…> [options]')
    .addOption(
      new Option('--by <order>', 'sort tags by what sets the artist apart, or by the plain sum')
        .choices(['relevance', 'sum'])
        .default('relevance'),
    )
    .option('--top <n>', 'how many tags to show per tagger', (n) => wholeNumber(n), 10)
    .option('--json', 'print JSON')
    .action(async (artist: string | undefined, options: TagOptions) => {
      const asked = await artistOrImages('tag', artist, options.image);
      await checkHtml(options, asked);
      checkSound(options, asked);
      if (typeof asked === 'string') await tagArtist(asked, options, io);
      else if (!(await tagImages(asked, options, io))) fail(1);
    });
}

async function tagArtist(artist: string, options: TagOptions, io: Io): Promise<void> {
  await using store = await openStore(options, io);
  const tagger = await openTagger(options, io, store);
  const sound = await openSound(options, io);
  await using spotiTags = await openSpotiTags(options, io, store, { tagger, ...(sound && { sound }) });
  const profile = await tagNamedArtist(spotiTags, artist, io);
  const { by, top } = options;
  const background = (part: TaggerPart) => backgroundFor(part, profile.albums, store);
  io.stderr.write(soundNote(profile));
  const sections = await tagSections(profile, { by, top, background, tagger });
  io.stdout.write(
    options.json
      ? `${jsonText({ ...profile, sections }, 2)}\n`
      : describeProfile(profile, sections, {
          by,
          top,
          ...(sound && { soundAspect: (tag) => sound.aspectOf?.(tag) }),
        }),
  );
  await writeHtml(options, artist, { profile, tagLists: sections }, io);
  if (options.json) return;
  const places = Object.entries({ catalog: options.catalog, root: options.root });
  const where = places.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  const genres = options.root === undefined ? ['--genre', 'doom metal', 'k-pop'] : [];
  sayNext(io, ['tag the artists of genres', 'collect', ...genres, ...where, '--out', 'dataset.jsonl']);
}

async function tagImages(images: readonly ImageCover[], options: TagOptions, io: Io): Promise<boolean> {
  const { by, top, json } = options;
  await using store = await openStore(options, io);
  const tagger = await openTagger(options, io, store);
  await using spotiTags = await openSpotiTags(options, io, store, { catalog: 'none', tagger });
  const results = await tagging(counted(images.length, 'image'), io, () =>
    spotiTags.tagCovers(images, { signal: io.signal }),
  );
  const listed = await listImages(images, results, { by, top, tagger, store });
  io.stdout.write(
    json
      ? `${jsonText(listed, 2)}\n`
      : listed
          .map((one) =>
            'error' in one
              ? `${heading(printable(one.image))}\n  ${printable(one.error.message)}\n`
              : describeImage(one, by),
          )
          .join('\n'),
  );
  if (options.html !== undefined) {
    const profile = profileOfImages(await albumsOf(images, results, store), tagger);
    await writeHtml(options, images, { profile }, io);
  }
  return listed.every((one) => !('error' in one));
}
