import { Command } from 'commander';
import { examplesOf, excluder } from '../options/datasets.ts';
import { counted } from '../../util/plural.ts';
import type { GenreExample } from '../../model.ts';
import { jsonText } from '../../util/json.ts';
import { type Io, printable } from '../terminal/io.ts';
import { withGenreMap } from '../options/genre-maps.ts';
import { checkOutput, outputFile } from '../options/files.ts';
import { type ModelOptions, trainerOf, withModel, writeModel } from '../options/models.ts';
import { withTarget } from '../options/targets.ts';
import { trainNumbers } from '../numbers/train-numbers.ts';
import { sayNext } from '../terminal/next-step.ts';
import { withBar } from '../terminal/progress.ts';

interface TrainOptions extends ModelOptions {
  readonly out: string;
  readonly exclude?: readonly string[];
  readonly target?: string;
  readonly json?: true;
}

export function trainCommand(io: Io): Command {
  return withTarget(withGenreMap(withModel(new Command('train'))))
    .description('trains a classifier on the genres of a dataset, or a regressor on numbers')
    .usage('<dataset.jsonl> --out <model.json> [--target year|<file>]')
    .argument('<dataset>', 'dataset, as collect writes it')
    .requiredOption('--out <file>', 'model to write, as JSON', outputFile)
    .option(
      '--exclude <artist>',
      'name or id of an artist to leave out, who can then be classified fairly; repeat it for several',
      (text, before: readonly string[] | undefined = []) => [...before, text],
    )
    .option('--json', 'print JSON')
    .action(async (dataset: string, { out, exclude = [], json, ...options }: TrainOptions) => {
      await checkOutput(out, [dataset, options.filter, options.target]);
      const { target } = options;
      if (target !== undefined) {
        await trainNumbers(dataset, { ...options, out, exclude, target, ...(json && { json }) }, io);
        return;
      }
      let artists = 0;
      const trainer = await trainerOf(options, io);
      const isExcluded = await excluder(exclude, dataset, io);
      const classifier = await withBar(io.stderr, ({ step }) => {
        async function* counted(): AsyncGenerator<GenreExample, void> {
          for await (const example of examplesOf(dataset, io, options)) {
            if (isExcluded(example.profile.artist)) continue;
            step('artists', (artists += 1));
            yield example;
          }
        }
        return trainer.train(counted(), { signal: io.signal });
      });
      await writeModel(out, classifier);
      const { genres, stopTags } = classifier;
      if (genres.length === 1) {
        io.stderr.write(
          `Note: all artists have the genre ${JSON.stringify(genres[0])}, so the model can say nothing else. Collect ` +
            'artists of another genre too.\n',
        );
      }
      io.stdout.write(
        json
          ? `${jsonText({ out, artists, genres, stopTags }, 2)}\n`
          : `${printable(out)}: ${counted(artists, 'artist')}, ${counted(genres.length, 'genre')} (${genres.map(printable).join(', ')})\n` +
              (stopTags.length > 0
                ? `Left out, because all genres have them: ${stopTags.map(printable).join(', ')}\n`
                : ''),
      );
      if (json) return;
      sayNext(
        io,
        ['how good it is', 'evaluate', dataset],
        ['the genre of an artist', 'classify', '<artist>', '--model', out],
      );
    });
}
