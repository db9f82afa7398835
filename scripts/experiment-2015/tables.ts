import { modelNames } from '../../src/evaluation/experiment.ts';
import { aggregateGenres, type Example, runExperiment } from '../../src/index.ts';

const percent = (share: number) => `${Math.round(100 * share)} %`;
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');

/** The most frequent tags of each genre, those that no other genre has among its own, and those that tell most. */
export function tagTable(examples: readonly Example[]): string {
  const tags = aggregateGenres(examples);
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join(', ');
  return table(
    ['genre', 'artists', 'most frequent tags', 'distinct tags', 'tags that tell most'],
    tags.genres.map((genre) => [
      genre,
      String(examples.filter((example) => example.genre === genre).length),
      names(tags.top(genre, 10)),
      names(tags.distinct(genre, 10)),
      names(tags.relevant(genre, 10)),
    ]),
  );
}

const sizes = [10, 25, 50];
const features = [
  ['all tags', 'tags'],
  ...sizes.map((n) => [`top ${n} tags of each genre`, `top:${n}`] as const),
  ...sizes.map((n) => [`top ${n} distinct tags of each genre`, `distinct:${n}`] as const),
] as const;

/** How often each model is right, in folds by artist, with all tags, the top n and the top n distinct ones of each genre. */
export async function accuracyTable(examples: readonly Example[], signal?: AbortSignal): Promise<string> {
  const results = await runExperiment(examples, { n: sizes, ...(signal && { signal }) });
  const accuracyOf = (model: string, wanted: string) => {
    // Settings that give the same features are run once.
    const found = results.find(
      (result) => result.model === model && [result.features, ...result.equalFeatures].includes(wanted),
    );
    if (!found) return '';
    const { accuracy, accuracyInterval } = found.evaluation;
    return `${percent(accuracy)} (${accuracyInterval.map(percent).join(' to ')})`;
  };
  const baseline = results[0]?.evaluation.baseline;
  return [
    table(
      ['right, with 95 % interval', ...modelNames],
      features.map(([words, name]) => [words, ...modelNames.map((model) => accuracyOf(model, name))]),
    ),
    baseline && `Always saying ${baseline.genre} is right for ${percent(baseline.accuracy)}.`,
  ].join('\n\n');
}
