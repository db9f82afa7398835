import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Catalog,
  collect,
  crossValPredict,
  type Example,
  logisticRegression,
  readGenreDataset,
  type Tagger,
  type TagStore,
} from '../../src/index.ts';
import { writeReport } from '../../src/report/index.ts';
import { accuracyTable, tagTable } from './tables.ts';

/** The genres with which it began, and those that were added. All are tags of MusicBrainz. */
export const firstGenres = ['doom metal', 'k-pop', 'punk rock'];
export const furtherGenres = ['jazz', 'hip hop', 'country', 'techno', 'reggae', 'black metal', 'ambient'];

export interface Experiment2015Options {
  readonly catalog: Catalog;
  readonly tagger: Tagger;
  /** Keeps what was fetched and tagged: the same call goes on where the last one ended. */
  readonly store: TagStore;
  readonly artistsPerGenre: number;
  /** Where datasets, tables and reports are written. Made if it is not there. */
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Collects three genres, then seven more, and writes the tables and a report of the three and of all ten. */
export async function experiment2015(options: Experiment2015Options): Promise<void> {
  await mkdir(options.folder, { recursive: true });
  const three = await examplesOf(firstGenres, 'first', options);
  await conclude('three-genres', three, options);
  const others = await examplesOf(furtherGenres, 'further', options);
  await conclude('ten-genres', withoutShared([...three, ...others]), options);
}

async function examplesOf(genres: readonly string[], name: string, options: Experiment2015Options) {
  const { catalog, tagger, store, artistsPerGenre, folder, log, signal } = options;
  const out = join(folder, `${name}.jsonl`);
  const sources = Object.fromEntries(
    genres.map((genre) => [genre, [{ genre, artists: artistsPerGenre }]] as const),
  );
  let shown = 0;
  const { artists, failures } = await collect(sources, {
    ...{ catalog, tagger, store, out },
    ...(signal && { signal }),
    onProgress: ({ artists: { done, failed } }) => {
      if (done < shown + 10) return;
      shown = done;
      log(`${name}: ${done} artists done, ${failed} of them failed`);
    },
  });
  log(`${out}: ${artists} artists. ${failures.length} failed.`);
  const examples: Example[] = [];
  // An artist of several of the genres would be right with any of them.
  for await (const example of readGenreDataset(out)) if (example.genre !== undefined) examples.push(example);
  return examples;
}

/** An artist that came in two of the collections is of two genres, and left out. */
function withoutShared(examples: readonly Example[]): Example[] {
  const key = ({ profile: { artist } }: Example) => `${artist.catalog}:${artist.id}`;
  const seen = new Set<string>();
  const shared = new Set(examples.map(key).filter((one) => seen.size === seen.add(one).size));
  return examples.filter((example) => !shared.has(key(example)));
}

async function conclude(name: string, examples: readonly Example[], options: Experiment2015Options) {
  const { folder, log, signal } = options;
  const tables = [
    `# ${name.replace('-', ' ')}: ${examples.length} artists`,
    tagTable(examples),
    await accuracyTable(examples, signal),
  ].join('\n\n');
  await writeFile(join(folder, `${name}.md`), `${tables}\n`);
  log(`\n${tables}\n`);
  const predictions = await crossValPredict(logisticRegression(), examples, {
    evidence: 5,
    ...(signal && { signal }),
  });
  const report = join(folder, `${name}.html`);
  await writeReport(report, { examples, predictions, ...(signal && { signal }) });
  log(`Written: ${join(folder, `${name}.md`)} and ${report}`);
}
