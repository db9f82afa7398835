import { extname } from 'node:path';
import { Command } from 'commander';
import { readCsv, writeCsv } from '../../dataset/csv.ts';
import { writeDataset } from '../../dataset/dataset.ts';
import { jsonText } from '../../util/json.ts';
import { type Io, printable } from '../terminal/io.ts';
import type { GenreExample } from '../../model.ts';
import { genresOf } from '../../tags/genres.ts';
import { counted } from '../../util/plural.ts';
import { paletteId } from '../../tagger/palette/id.ts';
import { examplesOf } from '../options/datasets.ts';
import { checkOutput, outputFile } from '../options/files.ts';
import { UsageError } from '../options/usage-error.ts';

interface ConvertOptions {
  readonly by?: string;
  readonly json?: true;
}

export function convertCommand(io: Io): Command {
  return new Command('convert')
    .description('converts a dataset to the CSV of Google Prediction ("genre","tag tag tag"), or back')
    .usage('<dataset.jsonl> <file.csv> | <file.csv> <dataset.jsonl> --by <tagger>')
    .argument('<from>', 'dataset or CSV, by its ending')
    .argument('<to>', 'CSV or dataset, by its ending', outputFile)
    .option('--by <tagger>', `id of the tagger of a CSV file’s tags, such as ${paletteId}`)
    .option('--json', 'print JSON')
    .action(async (from: string, to: string, { by, json }: ConvertOptions) => {
      await checkOutput(to, [from]);
      const artists = await convert(from, to, by, io);
      io.stdout.write(
        json ? `${jsonText({ out: to, artists }, 2)}\n` : `${printable(to)}: ${counted(artists, 'artist')}\n`,
      );
    });
}

function convert(from: string, to: string, by: string | undefined, io: Io): Promise<number> {
  switch (`${extname(from)} to ${extname(to)}`) {
    case '.jsonl to .csv':
      return writeCsv(to, checked(examplesOf(from, io), io));
    case '.csv to .jsonl':
      if (by === undefined)
        throw new UsageError(
          `The tagger of the tags is missing. Type --by ${paletteId}, or another tagger’s id.`,
        );
      return writeDataset(to, by, checked(readCsv(from, { tagger: by, signal: io.signal }), io));
    default:
      throw new UsageError(
        `Type spotitags convert dataset.jsonl file.csv, or spotitags convert file.csv dataset.jsonl --by ${paletteId}.`,
      );
  }
}

/** Says whether the text was damaged before it came here: U+FFFD stands for what an encoding did not have. */
async function* checked(
  examples: AsyncIterable<GenreExample>,
  { stderr }: Io,
): AsyncGenerator<GenreExample, void> {
  let damaged = 0;
  for await (const example of examples) {
    const { profile } = example;
    if (
      [...genresOf(example), ...profile.tags.map(({ name }) => name)].some((name) => name.includes('\ufffd'))
    )
      damaged += 1;
    yield example;
  }
  if (damaged === 0) return;
  stderr.write(
    `Note: ${counted(damaged, 'artist')} with the replacement character U+FFFD in a genre or tag. ` +
      'The text was once read in a wrong encoding. Export it again as UTF-8.\n',
  );
}
