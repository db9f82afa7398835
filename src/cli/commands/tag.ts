import { Command, Option } from 'commander';
import { coverKey } from '../../covers/cover-key.ts';
import type { TagResult } from '../../model.ts';
import type { TagStore } from '../../store/store.ts';
import { readCorrections } from '../../store/stored-corrections.ts';
import { correctedTags } from '../../tags/corrections.ts';
import { backgroundFor } from '../options/backgrounds.ts';
import { wholeNumber } from '../options/numbers.ts';
import { describeProfile, tagSections } from '../terminal/describe-profile.ts';
import { counted } from '../../util/plural.ts';
import { jsonText } from '../../util/json.ts';
import { type Io, printable, table } from '../terminal/io.ts';
import { type ProviderOptions, openSpotiTags, withProviders } from '../options/providers.ts';
import { type ImageFile, artistOrImages, withImages } from '../options/images.ts';
import { openStore } from '../options/stores.ts';
import { openTagger } from '../options/taggers.ts';
import { tagNamedArtist, tagging } from '../options/tag-artist.ts';

interface TagOptions extends ProviderOptions {
  readonly image?: readonly string[];
  readonly by: 'relevance' | 'sum';
  readonly top: number;
  readonly json?: true;
}

/** How many tags of an image are shown. */
const shownTags = 20;

export function tagCommand(io: Io, fail: (code: number) => void): Command {
  return withImages(withProviders(new Command('tag')))
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
      if (typeof asked === 'string') await tagArtist(asked, options, io);
      else if (!(await tagImages(asked, options, io))) fail(1);
    });
}

async function tagArtist(artist: string, options: TagOptions, io: Io): Promise<void> {
  await using store = await openStore(options, io);
  const tagger = await openTagger(options, io, store);
  await using spotiTags = await openSpotiTags(options, io, store, { tagger });
  const profile = await tagNamedArtist(spotiTags, artist, io);
  const { by, top } = options;
  const background = (tagger: string) => backgroundFor(tagger, profile, store);
  const sections = await tagSections(profile, { by, top, background, tagger });
  io.stdout.write(
    options.json ? `${jsonText({ ...profile, sections }, 2)}\n` : describeProfile(profile, sections, by),
  );
}

async function tagImages(images: readonly ImageFile[], options: TagOptions, io: Io): Promise<boolean> {
  await using store = await openStore(options, io);
  await using spotiTags = await openSpotiTags(options, io, store, { catalog: 'none' });
  const raw = await tagging(counted(images.length, 'image'), io, () =>
    spotiTags.tagCovers(images, { signal: io.signal }),
  );
  const results = await Promise.all(raw.map((result, at) => corrected(result, images[at], store)));
  if (options.json) {
    io.stdout.write(
      `${JSON.stringify(
        results.map((result, at) => imageJson(images[at]?.path ?? '', result)),
        null,
        2,
      )}\n`,
    );
  } else {
    for (const [at, result] of results.entries())
      io.stdout.write(describeImage(images[at]?.path ?? '', result));
  }
  return results.every(({ tags }) => tags !== undefined);
}

/** The tags of an image after the corrections of a person, as profiles count them. */
async function corrected(
  result: TagResult,
  image: ImageFile | undefined,
  store: TagStore | undefined,
): Promise<TagResult> {
  if (!image || !store || !result.tags) return result;
  const corrections = await readCorrections(store, await coverKey(image));
  return corrections ? { tags: correctedTags({ tags: result.tags, corrections }) } : result;
}

function imageJson(image: string, { tags, error }: TagResult) {
  return tags ? { image, tags } : { image, error: { code: error.code, message: error.message } };
}

function describeImage(image: string, { tags, error }: TagResult): string {
  const heading = `${printable(image)}\n`;
  if (error) return `${heading}  ${printable(error.message)}\n`;
  const strongest = [...tags].sort((a, b) => b.confidence - a.confidence).slice(0, shownTags);
  return heading + table(strongest.map(({ name, confidence }) => [confidence.toFixed(2), name]));
}
