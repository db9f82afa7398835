import { extname } from 'node:path';
import { Command } from 'commander';
import { readCsv, writeCsv } from '../../dataset/csv.ts';
import { readDataset, writeDataset } from '../../dataset/dataset.ts';
import { type Io, printable } from '../terminal/io.ts';
import { outputFile } from '../options/files.ts';
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
    .option('--by <tagger>', 'id of the tagger of a CSV file’s tags, such as palette@1')
    .option('--json', 'print JSON')
    .action(async (from: string, to: string, { by, json }: ConvertOptions) => {
      const artists = await convert(from, to, by, io.signal);
      io.stdout.write(
        json
          ? `${JSON.stringify({ out: to, artists }, null, 2)}\n`
          : `${printable(to)}: ${artists} artists\n`,
      );
    });
}

function convert(from: string, to: string, by: string | undefined, signal: AbortSignal): Promise<number> {
  switch (`${extname(from)} to ${extname(to)}`) {
    case '.jsonl to .csv':
      return writeCsv(to, readDataset(from, { signal }));
    case '.csv to .jsonl':
      if (by === undefined)
        throw new UsageError(
          'The tagger of the tags is missing. Type --by palette@1, or another tagger’s id.',
        );
      return writeDataset(to, by, readCsv(from, { tagger: by, signal }));
    default:
      throw new UsageError(
        'Type spotitags convert dataset.jsonl file.csv, or spotitags convert file.csv dataset.jsonl --by palette@1.',
      );
  }
}
