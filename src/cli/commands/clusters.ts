import { Command } from 'commander';
import type { ArtistProfile } from '../../model.ts';
import { clusterArtists } from '../../tags/clusters.ts';
import { jsonText } from '../../util/json.ts';
import { counted } from '../../util/plural.ts';
import { examplesOf } from '../options/datasets.ts';
import { readFilter, withFilter } from '../options/models.ts';
import { wholeNumber } from '../options/numbers.ts';
import { UsageError } from '../options/usage-error.ts';
import { tagLabels } from '../../tags/tag-names.ts';
import { heading } from '../terminal/color.ts';
import { type Io, printable } from '../terminal/io.ts';

interface ClustersOptions {
  readonly k?: number;
  readonly seed: number;
  readonly filter?: string;
  readonly json?: true;
}

export function clustersCommand(io: Io): Command {
  return withFilter(new Command('clusters'))
    .description('groups the artists of a dataset by the look of their covers')
    .usage('<dataset.jsonl> [--k <n>] [--seed 1]')
    .argument('<dataset>', 'dataset of artists')
    .option('--k <n>', 'number of groups (default: the one with the best silhouette, up to 10)', (n) =>
      wholeNumber(n),
    )
    .option('--seed <n>', 'seed of the random beginning', (n) => wholeNumber(n, 0), 1)
    .option('--json', 'print JSON')
    .action(async (dataset: string, { k, seed, filter, json }: ClustersOptions) => {
      const chosen = await readFilter(filter);
      const profiles: ArtistProfile[] = [];
      for await (const { profile } of examplesOf(dataset, io)) profiles.push(profile);
      if (k !== undefined && k > profiles.length) {
        throw new UsageError(
          `--k must be at most ${profiles.length}, the number of artists in ${dataset}, got ${k}.`,
        );
      }
      const clusters = await clusterArtists(profiles, {
        seed,
        ...(k !== undefined && { k }),
        ...(chosen && { filter: chosen }),
      });
      if (json) {
        const groups = clusters.map((cluster) => {
          return { tags: cluster.tags, artists: cluster.profiles.map(({ artist }) => artist) };
        });
        io.stdout.write(`${jsonText({ clusters: groups }, 2)}\n`);
        return;
      }
      const label = tagLabels(
        profiles[0]?.taggers,
        clusters.flatMap(({ tags }) => tags),
      );
      for (const { tags, profiles: members } of clusters) {
        const names = members.map(({ artist }) => printable(artist.name)).join('; ');
        const words = tags.map((tag) => printable(label(tag))).join(', ');
        io.stdout.write(`${heading(`${counted(members.length, 'artist')}: ${words}`)}\n  ${names}\n`);
      }
    });
}
