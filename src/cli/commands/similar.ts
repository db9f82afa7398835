import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import type { ArtistProfile } from '../../model.ts';
import { genresOf } from '../../tags/genres.ts';
import { similarArtists } from '../../tags/similar.ts';
import { jsonText } from '../../util/json.ts';
import { examplesOf, ofArtistNamed } from '../options/datasets.ts';
import { type GenreMapOptions, withGenreMap } from '../options/genre-maps.ts';
import { readFilter, withFilter } from '../options/models.ts';
import { wholeNumber } from '../options/numbers.ts';
import { UsageError } from '../options/usage-error.ts';
import { describeAlternatives, describeTakenAs } from '../terminal/alternatives.ts';
import { tagLabels } from '../../tags/tag-names.ts';
import { heading } from '../terminal/color.ts';
import { commandOf } from '../terminal/next-step.ts';
import { type Io, percent, printable, table } from '../terminal/io.ts';

interface SimilarCommandOptions extends GenreMapOptions {
  readonly top: number;
  readonly filter?: string;
  readonly json?: true;
}

export function similarCommand(io: Io): Command {
  return withGenreMap(withFilter(new Command('similar')))
    .description('lists the artists of a dataset whose covers look most like those of one of them')
    .usage('<artist> <dataset.jsonl> [--top 10]')
    .argument('<artist>', 'name or id of an artist of the dataset')
    .argument('<dataset>', 'dataset of artists')
    .option('--top <n>', 'how many artists to show', (n) => wholeNumber(n), 10)
    .option('--json', 'print JSON')
    .action(
      async (name: string, dataset: string, { top, filter, json, ...mapping }: SimilarCommandOptions) => {
        await checkOrder(name, dataset);
        const chosen = await readFilter(filter);
        const profiles: ArtistProfile[] = [];
        const genres = new Map<ArtistProfile, readonly string[]>();
        for await (const example of examplesOf(dataset, io, mapping)) {
          profiles.push(example.profile);
          genres.set(example.profile, genresOf(example));
        }
        const [profile, ...namesakes] = ofArtistNamed(name, profiles, dataset);
        io.stderr.write(describeTakenAs(name, profile.artist));
        if (namesakes.length > 0) {
          io.stderr.write(
            `Note: these are the artists like ${JSON.stringify(profile.artist.name)} with the id ${profile.artist.id}. ` +
              describeAlternatives(namesakes.map(({ artist }) => artist)),
          );
        }
        const found = similarArtists(profile, profiles, {
          n: top,
          ...(chosen && { filter: chosen }),
        });
        if (json) {
          const similar = found.map(({ profile: other, similarity, tags }) => {
            const [genre, ...more] = genres.get(other) ?? [];
            const label = more.length === 0 ? { genre } : { genres: [genre, ...more] };
            return { artist: other.artist, ...label, similarity, tags };
          });
          io.stdout.write(`${jsonText({ artist: profile.artist, similar }, 2)}\n`);
          return;
        }
        if (found.length === 0) {
          io.stdout.write(
            `${printable(dataset)} has no other artist than ${printable(profile.artist.name)}.\n`,
          );
          return;
        }
        const label = tagLabels(
          profile.taggers,
          found.flatMap(({ tags }) => tags),
        );
        const rows = found.map(({ profile: other, similarity, tags }) => [
          percent(similarity),
          other.artist.name,
          (genres.get(other) ?? []).join('; '),
          tags.map(label).join(', '),
        ]);
        io.stdout.write(
          `${heading(`Covers like those of ${printable(profile.artist.name)}:`)}\n` +
            table(['alike', 'artist', 'genre', 'shared tags'], rows),
        );
      },
    );
}

/** The dataset comes first in all other commands. */
async function checkOrder(name: string, dataset: string): Promise<void> {
  const [named, file] = await Promise.all([name, dataset].map((path) => stat(path).catch(() => undefined)));
  if (file || !named?.isFile()) return;
  throw new UsageError(
    `There is no dataset at ${dataset}, and ${name} is a file. The artist comes first: ${commandOf(['similar', dataset, name])}`,
  );
}
