import { Command, Option } from 'commander';
import { type GenreTags, aggregateGenres } from '../../tags/aggregate.ts';
import type { ArtistProfile, GenreExample } from '../../model.ts';
import { genresOf } from '../../tags/genres.ts';
import { jsonText } from '../../util/json.ts';
import { counted } from '../../util/plural.ts';
import { examplesOf } from '../options/datasets.ts';
import { type GenreMapOptions, withGenreMap } from '../options/genre-maps.ts';
import { readFilter, withFilter } from '../options/models.ts';
import { wholeNumber } from '../options/numbers.ts';
import { tagLabels } from '../../tags/tag-names.ts';
import { heading, title } from '../terminal/color.ts';
import { sayNext } from '../terminal/next-step.ts';
import { type Io, printable, table } from '../terminal/io.ts';

const lists = {
  relevance: (tags: GenreTags, genre: string, n: number) => tags.relevant(genre, n),
  keyness: (tags: GenreTags, genre: string, n: number) => tags.keyness(genre, n),
  distinct: (tags: GenreTags, genre: string, n: number) => tags.distinct(genre, n),
  top: (tags: GenreTags, genre: string, n: number) => tags.top(genre, n),
};

const meanings = {
  relevance: 'tags of many of its artists and few of the others (TF-IDF)',
  keyness: 'tags that its artists carry more often than chance explains (log odds)',
  distinct: 'its heaviest tags that are in no other genre’s top 100',
  top: 'its heaviest tags',
};

interface CompareOptions extends GenreMapOptions {
  readonly by: keyof typeof lists | 'overlap';
  readonly top: number;
  readonly filter?: string;
  readonly json?: true;
}

export function compareCommand(io: Io): Command {
  return withGenreMap(withFilter(new Command('compare')))
    .description('says which tags set the genres of a dataset apart')
    .usage('<dataset.jsonl> [--by relevance|keyness|distinct|top|overlap] [--top 10]')
    .argument('<dataset>', 'dataset of artists')
    .addOption(
      new Option('--by <measure>', 'how the tags of each genre are chosen')
        .choices([...Object.keys(lists), 'overlap'])
        .default('relevance'),
    )
    .option('--top <n>', 'how many tags to show per genre', (n) => wholeNumber(n), 10)
    .option('--json', 'print JSON')
    .action(async (dataset: string, { by: asked, top, filter, json, ...mapping }: CompareOptions) => {
      const chosen = await readFilter(filter);
      const artists = new Map<string, number>();
      let taggers: ArtistProfile['taggers'];
      async function* read(): AsyncGenerator<GenreExample, void> {
        for await (const example of examplesOf(dataset, io, mapping)) {
          taggers ??= example.profile.taggers;
          for (const genre of genresOf(example)) artists.set(genre, (artists.get(genre) ?? 0) + 1);
          yield example;
        }
      }
      const tags = await aggregateGenres(read(), chosen && { filter: chosen });
      const isAlone = tags.genres.length === 1;
      // Compared with nothing, all tags say the same of it.
      const by = isAlone && asked !== 'overlap' ? 'top' : asked;
      if (isAlone) {
        io.stderr.write(
          `Note: all artists have the genre ${JSON.stringify(tags.genres[0])}. It cannot be compared with another one` +
            `${by === asked ? '' : ', so that its tags are listed by their weight'}.\n`,
        );
      }
      if (by === 'overlap') io.stdout.write(json ? `${jsonText(tags.overlap(), 2)}\n` : overlapOf(tags));
      else {
        const rows = tags.genres.map((genre) => ({ genre, tags: lists[by](tags, genre, top) }));
        const label = tagLabels(
          taggers,
          rows.flatMap((row) => row.tags.map(({ name }) => name)),
        );
        io.stdout.write(
          json
            ? `${jsonText({ by, genres: rows }, 2)}\n`
            : [
                `${counted(tags.genres.length, 'genre')}. For each, by ${by === 'top' ? 'weight' : by}: ${meanings[by]}.\n`,
                ...rows.map(
                  ({ genre, tags: listed }) =>
                    title(`${printable(genre)} (${counted(artists.get(genre) ?? 0, 'artist')})`) +
                    `  ${listed.map(({ name }) => printable(label(name))).join(', ')}\n`,
                ),
              ].join(''),
        );
      }
      if (!json) sayNext(io, ['a model of the genres', 'train', dataset, '--out', 'model.json']);
    });
}

function overlapOf(tags: GenreTags): string {
  const { genres, counts } = tags.overlap();
  return (
    `${heading('How many of their 100 heaviest tags each two genres have in common:')}\n` +
    table(
      ['genre', ...genres],
      genres.map((genre, at) => [genre, ...(counts[at] ?? []).map(String)]),
    )
  );
}
