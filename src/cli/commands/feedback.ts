import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import type { Catalog } from '../../catalog/catalog.ts';
import { didYouMean, matchName, sameSpelling } from '../../catalog/names.ts';
import { coverKey } from '../../covers/cover-key.ts';
import { imageFormat } from '../../covers/format.ts';
import { readCoverFile } from '../../covers/read-file.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { Album, Artist, Cover, Tag } from '../../model.ts';
import { diskStore } from '../../store/disk/disk-store.ts';
import type { TagStore } from '../../store/store.ts';
import { readCorrections } from '../../store/stored-corrections.ts';
import { readTags } from '../../store/stored-tags.ts';
import { checkCorrections, correctedTags } from '../../tags/corrections.ts';
import { jsonText } from '../../util/json.ts';
import { isUrl } from '../options/images.ts';
import { type SourceOptions, openCatalog, openSpotiTags, withSources } from '../options/providers.ts';
import { storeFolder } from '../options/stores.ts';
import { openTagger } from '../options/taggers.ts';
import { UsageError } from '../options/usage-error.ts';
import { describeAlternatives, describeTakenAs } from '../terminal/alternatives.ts';
import { heading } from '../terminal/color.ts';
import { type Io, printable, table } from '../terminal/io.ts';
import { shortWork, withBar } from '../terminal/progress.ts';

interface FeedbackOptions extends SourceOptions {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly json?: true;
}

/** A cover, and what it is called. */
interface Subject {
  readonly name: string;
  readonly cover: Cover;
  readonly artist?: Artist;
  readonly album?: Pick<Album, 'id' | 'title'>;
}

/** How many titles an error lists. */
const shownTitles = 20;

export function feedbackCommand(io: Io): Command {
  return withSources(new Command('feedback'))
    .description('corrects the tags of a cover; every later command with the same store counts it')
    .usage('<image> | <artist> <title> --add <tag…> --remove <tag…> [options]')
    .argument('<image|artist>', 'a file or the URL of a cover; or, with a title, the artist: name, id or URL')
    .argument('[title]', 'title or id of an album of the artist')
    .option('--add <tags...>', 'tags that the cover has')
    .option('--remove <tags...>', 'tags that the cover does not have')
    .option('--json', 'print JSON')
    .action(async (first: string, title: string | undefined, options: FeedbackOptions) => {
      const { add = [], remove = [], json } = options;
      if (add.length + remove.length === 0)
        throw new UsageError(
          'What is wrong? Type --add and tags that are missing, or --remove and wrong tags.',
        );
      checkTags(add, remove);
      await checkOneImage(first, title);
      // A store in memory would lose the correction.
      await using store = await diskStore(storeFolder(options, io));
      const catalog = title === undefined ? 'none' : await openCatalog(options, io, undefined);
      const tagger = await openTagger(options, io, store);
      await using spotiTags = await openSpotiTags(options, io, store, { catalog, tagger });
      const { name, ...subject } =
        catalog === 'none' ? await imageNamed(first) : await albumNamed(catalog, first, title ?? '', io);
      await checkImage(name, subject.cover);
      const tags = await knownTags(store, tagger.id, subject.cover);
      const corrections = await spotiTags.feedback(subject.cover, { add, remove }, { signal: io.signal });
      for (const note of notesAbout(add, remove, tags)) io.stderr.write(`Note: ${printable(note)}\n`);
      io.stdout.write(
        json
          ? `${jsonText({ ...subject, corrections }, 2)}\n`
          : `${heading(printable(name))}\n${table(
              ['the cover', 'tags'],
              [
                ['has', corrections.add.join(', ')],
                ['has not', corrections.remove.join(', ')],
              ].filter(([, tags]) => tags !== ''),
            )}`,
      );
    });
}

function checkTags(add: readonly string[], remove: readonly string[]): void {
  try {
    checkCorrections({ add, remove });
  } catch (error) {
    throw SpotiTagsError.isInstance(error) ? new UsageError(error.message) : error;
  }
}

/** Two files are a common mistake: the second argument is the title of an album. */
async function checkOneImage(first: string, title: string | undefined): Promise<void> {
  if (title === undefined) return;
  const found = await Promise.all([first, title].map((path) => stat(path).catch(() => undefined)));
  if (!found.every((one) => one?.isFile())) return;
  throw new UsageError(
    `feedback corrects one image at a time, and ${first} and ${title} are two files. Run the command for each of them.`,
  );
}

/** No command counts corrections of a file that taggers refuse. */
async function checkImage(name: string, { path }: Cover): Promise<void> {
  if (path === undefined) return;
  try {
    imageFormat(await readCoverFile(path));
  } catch (error) {
    if (!SpotiTagsError.isInstance(error, 'cover')) throw error;
    throw new SpotiTagsError('cover', `${name}: ${error.message}`, { cause: error });
  }
}

/** The tags of a cover after earlier corrections. Undefined if it was not tagged yet. */
async function knownTags(store: TagStore, tagger: string, cover: Cover): Promise<readonly Tag[] | undefined> {
  const key = await coverKey(cover);
  const [stored, corrections] = await Promise.all([
    readTags(store, tagger, key),
    readCorrections(store, key),
  ]);
  return stored && correctedTags({ tags: stored.tags, ...(corrections && { corrections }) });
}

/** What may be a mistake, although it is kept. */
function notesAbout(
  add: readonly string[],
  remove: readonly string[],
  tags: readonly Tag[] | undefined,
): string[] {
  const isThere = (name: string) =>
    !tags || correctedTags({ tags, corrections: { add: [], remove: [name] } }).length < tags.length;
  return [
    ...add
      .filter((name) => name.includes(','))
      .map(
        (name) =>
          `${JSON.stringify(name)} is one tag. For several, type a space between them: --add skull "red moon".`,
      ),
    ...remove
      .filter((name) => !isThere(name))
      .map(
        (name) => `the cover does not have the tag ${JSON.stringify(name)}. spotitags tag lists its tags.`,
      ),
  ];
}

async function imageNamed(text: string): Promise<Subject> {
  if (isUrl(text)) return { name: text, cover: { url: text } };
  await stat(text).catch((cause: unknown) => {
    throw new UsageError(
      `The image ${text} does not exist. Type spotitags feedback cover.jpg --add skull, or an artist and the title of an ` +
        'album: spotitags feedback "Sleep" "Dopesmoker" --add skull.',
      { cause },
    );
  });
  return { name: text, cover: { path: text } };
}

/** @throws SpotiTagsError `not-found` if there is no such artist, or no such album with a cover. */
async function albumNamed(catalog: Catalog, query: string, title: string, io: Io): Promise<Subject> {
  const { signal, stderr } = io;
  const { artist, alternatives, albums } = await withBar(
    stderr,
    async (bar) => {
      bar.show(() => `Looking for the albums of ${printable(query)} …`);
      const found = await catalog.findArtist(query, { signal });
      const all: Album[] = [];
      for await (const album of catalog.albums(found.artist, { signal })) all.push(album);
      return { ...found, albums: all };
    },
    shortWork,
  );
  stderr.write(describeTakenAs(query, artist));
  if (alternatives.length > 0) stderr.write(describeAlternatives(alternatives));
  const album = chooseAlbum(artist, title, albums);
  stderr.write(describeTakenAs(title, { id: album.id, name: album.title }));
  const { id, title: name, cover } = album;
  return { name: `${artist.name}: ${name}`, cover, artist, album: { id, title: name } };
}

/** A wrong cover must not be corrected, so several covers under one title are an error. */
function chooseAlbum(
  artist: Artist,
  title: string,
  albums: readonly Album[],
): Album & { readonly cover: Cover } {
  const own = albums.filter(({ id }) => id === title);
  const named = own.length > 0 ? own : namesakesOf(artist, title, albums);
  const covers = new Map(
    named.flatMap((album) =>
      album.cover ? [[album.cover.url ?? album.cover.path, { ...album, cover: album.cover }]] : [],
    ),
  );
  const [chosen, ...others] = covers.values();
  if (!chosen)
    throw new SpotiTagsError(
      'not-found',
      `${artist.name}: ${JSON.stringify(title)} has no cover in the catalog.`,
    );
  if (others.length === 0) return chosen;
  const ids = Array.from(covers.values(), ({ id, year }) => `${id}${year === undefined ? '' : ` (${year})`}`);
  throw new SpotiTagsError(
    'invalid-input',
    `Several albums of ${artist.name} have this title. Type the id of one instead: ${ids.join(', ')}.`,
  );
}

function namesakesOf(artist: Artist, title: string, albums: readonly Album[]): readonly Album[] {
  const match = matchName(
    title,
    albums.map((album) => ({ id: album.id, name: album.title, album })),
  );
  if (match.found) {
    const { name } = match.found;
    return [match.found, ...match.alternatives]
      .filter((other) => sameSpelling(other.name, name))
      .map(({ album }) => album);
  }
  const titles = [...new Set(albums.map((album) => album.title))];
  const listed = titles.length > shownTitles ? [...titles.slice(0, shownTitles), '…'] : titles;
  const hint = didYouMean(match.suggestions) || ` Its albums: ${listed.join(', ') || 'none'}.`;
  throw new SpotiTagsError('not-found', `${artist.name} has no album ${JSON.stringify(title)}.${hint}`);
}
