import { checkNames } from '../util/options.ts';
import { jsonFault, checkShape } from '../util/checks.ts';
import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Example, GenreExample, LabeledExample, NumberExample } from '../model.ts';
import { GenreNames } from '../tags/genres.ts';
import { taggersOfVersion1 } from '../tags/namespace.ts';
import { jsonText } from '../util/json.ts';
import { readError, readLines } from '../util/text-file.ts';
import { writeWhole } from '../util/write-whole.ts';
import { exampleSchema, exampleSchema1 } from './example-schema.ts';

type Version = 1 | 2;

/** The first line of a dataset. */
interface Header {
  readonly version: Version;
  /** The `id` of the tagger of every profile. */
  readonly tagger: string;
}

const headerSchema = v.object({
  format: v.literal('spotitags-dataset'),
  version: v.number(),
  tagger: v.string(),
});

export interface ReadDatasetOptions extends CallOptions {
  /**
   * Called for each name of a genre that differs from the first one in composition, white space or case only. Both are
   * one genre, and have the first spelling. @default nothing
   */
  readonly onMerged?: (name: string, genre: string) => void;
}

/**
 * Reads a dataset of artists with one genre each, line by line: its size does not matter. Versions 1 and 2.
 *
 * @throws SpotiTagsError `not-found` if there is no such file; `invalid-input` for a folder or a file that cannot be read, and,
 * with the number of the line, for a line that is cut, is not an example with one genre, or is by another tagger than the
 * header says.
 */
export async function* readDataset(
  path: string,
  options: ReadDatasetOptions = {},
): AsyncGenerator<Example, void> {
  for await (const { example, number } of readExamples(path, options)) {
    if (example.genre === undefined) {
      const found = example.genres ? `${example.genres.length} genres` : 'a number';
      const advice = example.genres ? '. To read it, use readGenreDataset' : '';
      throw invalid(path, number, `expected an example with one genre, and this one has ${found}${advice}`);
    }
    yield example;
  }
}

/**
 * As {@link readDataset}, for artists with one genre or several: what trainers learn from.
 *
 * @throws SpotiTagsError as {@link readDataset}, except for examples with several genres.
 */
export async function* readGenreDataset(
  path: string,
  options: ReadDatasetOptions = {},
): AsyncGenerator<GenreExample, void> {
  for await (const { example, number } of readExamples(path, options)) {
    if (example.target !== undefined)
      throw invalid(
        path,
        number,
        'expected an example with genres, and this one has a number. To learn numbers, use readNumberDataset, or type --target dataset',
      );
    yield example;
  }
}

/**
 * As {@link readDataset}, for examples with numbers: what a `RegressionTrainer` learns from.
 *
 * @throws SpotiTagsError as {@link readDataset}, for examples without a number.
 */
export async function* readNumberDataset(
  path: string,
  options: ReadDatasetOptions = {},
): AsyncGenerator<NumberExample, void> {
  for await (const { example, number } of readExamples(path, options)) {
    if (example.target === undefined) {
      throw invalid(
        path,
        number,
        'expected an example with a number, and this one has a genre. To give numbers to artists, use numberExamples, or type ' +
          '--target year or --target FILE',
      );
    }
    yield example;
  }
}

/**
 * As {@link readDataset}, for a dataset of version 2 that also has artists with several genres or with a number.
 *
 * @throws SpotiTagsError as {@link readDataset}, except for examples without one genre.
 */
export async function* readLabeledDataset(
  path: string,
  options: ReadDatasetOptions = {},
): AsyncGenerator<LabeledExample, void> {
  for await (const { example } of readExamples(path, options)) yield example;
}

async function* readExamples(
  path: string,
  options: ReadDatasetOptions,
): AsyncGenerator<{ readonly example: LabeledExample; readonly number: number }, void> {
  checkNames(options, ['signal', 'onMerged']);
  const { signal, onMerged } = options;
  const merge = genreMerger(onMerged);
  let number = 0;
  let header: Header | undefined;
  try {
    for await (const line of readLines(path, { longest: longestLine, ...(signal && { signal }) })) {
      number += 1;
      if (!header) header = readHeader(line, path);
      else if (line.trim() !== '') yield { example: merge(readExample(line, number, path, header)), number };
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw readError(error, {
      subject: path,
      missing: `There is no dataset at ${path}.`,
      advice: 'Give the name of a dataset file, such as dataset.jsonl.',
    });
  }
  if (!header) throw invalid(path, 1, 'the file is empty, and a dataset begins with its header');
}

/** Gives the genres of examples the first spelling that came. */
function genreMerger(onMerged: ReadDatasetOptions['onMerged']): (example: LabeledExample) => LabeledExample {
  const names = new GenreNames();
  const said = new Set<string>();
  const spell = (name: string): string => {
    const genre = names.first(names.add(name));
    if (genre !== name && !said.has(name)) {
      said.add(name);
      onMerged?.(name, genre);
    }
    return genre;
  };
  return (example) => {
    if (example.genre !== undefined) return { ...example, genre: spell(example.genre) };
    if (!example.genres) return example;
    const [first, ...others] = new Set(example.genres.map(spell));
    return { ...example, genres: [first ?? '', ...others] };
  };
}

function readHeader(line: string, path: string): Header {
  const header = checkShape(headerSchema, parseHeader(line, path));
  if ('problem' in header) throw notDataset(path);
  const { version, tagger } = header.output;
  if (version === 1 || version === 2) return { version, tagger };
  throw invalid(
    path,
    1,
    `this release reads version 1 and version 2, and the dataset has version ${version}`,
  );
}

/** A file of anything else is likelier than a dataset whose first line was cut. */
function parseHeader(line: string, path: string): unknown {
  if (line.includes('spotitags-dataset')) return parseJson(line, 1, path);
  try {
    return JSON.parse(line);
  } catch {
    throw notDataset(path);
  }
}

function notDataset(path: string): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `${path} is not a dataset, which begins with {"format":"spotitags-dataset","version":2,"tagger":…}.`,
  );
}

/** Characters of a line; an artist of a thousand covers has a tenth of that. */
const longestLine = 50_000_000;

function readExample(line: string, number: number, path: string, header: Header): LabeledExample {
  const json = parseJson(line, number, path);
  const parsed =
    header.version === 1
      ? checkShape<LabeledExample>(exampleSchema1, json)
      : checkShape<LabeledExample>(exampleSchema, json);
  if ('problem' in parsed) throw invalid(path, number, parsed.problem);
  const example = parsed.output;
  const by = example.profile.tagger;
  if (by !== header.tagger) {
    throw invalid(path, number, `the header says tagger ${header.tagger}, and this example is by ${by}`);
  }
  return header.version === 1 ? withTaggers(example) : example;
}

/** Version 1 does not list the taggers that a profile's tagger combines. */
function withTaggers(example: LabeledExample): LabeledExample {
  const { profile } = example;
  const raw = profile.albums.flatMap(({ cover }) => (cover.status === 'tagged' ? cover.tags : []));
  const names = [...raw, ...profile.tags].map(({ name }) => name);
  const taggers = taggersOfVersion1(profile.tagger, names);
  return taggers.length === 0 ? example : { ...example, profile: { ...profile, taggers } };
}

function parseJson(line: string, number: number, path: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    const fault = jsonFault(line).replace(/^line 1, /u, '');
    const text = describe(path, number, `this is not JSON. Was the line cut? There is a fault at ${fault}.`);
    throw new SpotiTagsError('invalid-input', text, { cause });
  }
}

/**
 * Writes a dataset of version 2: all of it, or nothing. The file appears under its name after the last example.
 *
 * @param tagger - the id of the tagger of every profile.
 * @returns the number of examples.
 * @throws SpotiTagsError `invalid-input` for an example by another tagger, or one that cannot be read back, such as one
 * with an absolute path or a number that is not finite.
 */
export async function writeDataset(
  path: string,
  tagger: string,
  examples: Iterable<LabeledExample> | AsyncIterable<LabeledExample>,
): Promise<number> {
  return writeWhole(path, async (file) => {
    let count = 0;
    await file.write(`${jsonText({ format: 'spotitags-dataset', version: 2, tagger })}\n`);
    for await (const example of examples) {
      await file.write(`${jsonText(checkExample(example, tagger))}\n`);
      count += 1;
    }
    return count;
  });
}

/** The example as it will be read: what is not part of the format is left out. */
function checkExample(example: LabeledExample, tagger: string): LabeledExample {
  const { artist, tagger: by } = example.profile;
  if (by !== tagger) {
    throw new SpotiTagsError(
      'invalid-input',
      `The dataset is for the tagger ${tagger}, and the profile of ${artist.name} is by ${by}. Write one dataset per ` +
        'tagger.',
    );
  }
  // As JSON first: it drops what is undefined, and makes NaN null, which is then refused.
  const json: unknown = JSON.parse(JSON.stringify(example));
  const checked = checkShape<LabeledExample>(exampleSchema, json);
  if ('output' in checked) return checked.output;
  throw new SpotiTagsError(
    'invalid-input',
    `The example of ${artist.name} cannot be written: ${checked.problem}.`,
  );
}

function invalid(path: string, line: number, reason: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', describe(path, line, `${reason}.`));
}

function describe(path: string, line: number, text: string): string {
  return `${path}, line ${line}: ${text}`;
}
