import { Command, Option } from 'commander';
import type { TagResult } from '../../model.ts';
import { FolderCatalog } from '../../catalog/folder/folder-catalog.ts';
import { backgroundFor } from '../options/backgrounds.ts';
import { wholeNumber } from '../options/numbers.ts';
import { describeProfile, tagSections } from '../terminal/describe-profile.ts';
import { counted } from '../../util/plural.ts';
import { jsonText } from '../../util/json.ts';
import { type Io, printable, table } from '../terminal/io.ts';
import { withBar } from '../terminal/progress.ts';
import { type ProviderOptions, openSpotiTags, withProviders } from '../options/providers.ts';
import { imagesOf } from '../options/images.ts';
import { openStore } from '../options/stores.ts';
import { openTagger } from '../options/taggers.ts';
import { tagNamedArtist } from '../options/tag-artist.ts';
import { UsageError } from '../options/usage-error.ts';

interface TagOptions extends ProviderOptions {
  readonly image?: readonly string[];
  readonly by: 'relevance' | 'sum';
  readonly top: number;
  readonly json?: true;
}

/** How many tags of an image are shown. */
const shownTags = 20;

export function tagCommand(io: Io, fail: (code: number) => void): Command {
  return withProviders(new Command('tag'))
    .description("says what an artist's covers or your own images look like")
    .usage('<artist> [options] | --image <file…> [options]')
    .argument('[artist]', 'name, id or URL')
    .option('--image <files...>', 'images, or folders of images, to tag instead of an artist’s covers')
    .addOption(
      new Option('--by <order>', 'sort tags by what sets the artist apart, or by the plain sum')
        .choices(['relevance', 'sum'])
        .default('relevance'),
    )
    .option('--top <n>', 'how many tags to show per tagger', (n) => wholeNumber(n), 10)
    .option('--json', 'print JSON')
    .action(async (artist: string | undefined, options: TagOptions) => {
      if ((artist === undefined) === (options.image === undefined)) {
        throw new UsageError(
          'Type either an artist (spotitags tag "Sleep") or images (spotitags tag --image a.jpg).',
        );
      }
      if (artist !== undefined) await tagArtist(artist, options, io);
      else if (!(await tagImages(await imagesOf(options.image ?? []), options, io))) fail(1);
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

async function tagImages(images: readonly string[], options: TagOptions, io: Io): Promise<boolean> {
  // Images need no catalog, so this one is never opened.
  await using store = await openStore(options, io);
  await using spotiTags = await openSpotiTags(options, io, store, {
    catalog: new FolderCatalog({ root: '.' }),
  });
  const results = await withBar(io.stderr, (bar) => {
    bar.show(() => `Tagging ${counted(images.length, 'image')} …`);
    return spotiTags.tagCovers(
      images.map((path) => ({ path })),
      { signal: io.signal },
    );
  });
  if (options.json) {
    io.stdout.write(
      `${JSON.stringify(
        results.map((result, at) => imageJson(images[at] ?? '', result)),
        null,
        2,
      )}\n`,
    );
  } else {
    for (const [at, result] of results.entries()) io.stdout.write(describeImage(images[at] ?? '', result));
  }
  return results.every(({ tags }) => tags !== undefined);
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
