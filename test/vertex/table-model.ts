import { parse } from 'csv-parse/sync';

/** A table to learn a column of words' label from. */
export interface Table {
  readonly rows: readonly { readonly label: string; readonly words: readonly string[] }[];
  readonly column: string;
  readonly isNumeric: boolean;
}

/** Reads a CSV as AutoML does, by the inputs of its training task; says what is wrong with them. */
export function parseTable(csv: string, inputs: Readonly<Record<string, unknown>>): Table | string {
  const { targetColumn, predictionType, transformations, optimizationObjective } = inputs;
  const { trainBudgetMilliNodeHours } = inputs;
  const [header = [], ...cells] = parse(csv);
  const target = header.indexOf(String(targetColumn));
  const [transformation] = transformations as { text?: { columnName?: string } }[];
  const column = transformation?.text?.columnName ?? '';
  const words = header.indexOf(column);
  const task = `${String(predictionType)}: ${String(optimizationObjective)}`;
  const isNumeric = task === 'regression: minimize-rmse';
  if (!isNumeric && task !== 'classification: minimize-log-loss') return 'Unknown task.';
  if (!(Number(trainBudgetMilliNodeHours) >= 1000)) return 'The budget is too small.';
  if (target === -1 || words === -1) return `The table has the columns ${header.join(', ')}.`;
  if (cells.length < 1000) return `The table has ${cells.length} rows, at least 1000 are needed.`;
  const rows = cells.map((row) => ({ label: row[target] ?? '', words: (row[words] ?? '').split(' ') }));
  if (isNumeric && rows.some(({ label }) => !Number.isFinite(Number(label))))
    return 'The target is not a number.';
  return { rows, column, isNumeric };
}

/** The model of a table. */
export function learn(table: Table): (instance: Readonly<Record<string, unknown>>) => object {
  return table.isNumeric ? learnNumbers(table) : learnGenres(table);
}

/** The mean number of the rows that have a word of the instance; of all rows if there are none. */
function learnNumbers({ rows, column }: Table): ReturnType<typeof learn> {
  return (instance) => {
    const words = String(instance[column]).split(' ');
    const like = rows.filter((row) => row.words.some((word) => words.includes(word)));
    const numbers = (like.length > 0 ? like : rows).map(({ label }) => Number(label));
    const value = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    return { value, lower_bound: value - 10, upper_bound: value + 10 };
  };
}

/** Naive Bayes over words, as few lines as it takes. */
function learnGenres({
  rows,
  column,
}: Table): (instance: Readonly<Record<string, unknown>>) => { classes: string[]; scores: number[] } {
  const counts = new Map<string, Map<string, number>>();
  for (const { label, words } of rows) {
    const of = counts.get(label) ?? new Map<string, number>();
    counts.set(label, of);
    for (const word of words) of.set(word, (of.get(word) ?? 0) + 1);
  }
  const classes = [...counts.keys()];
  return (instance) => {
    const text = instance[column];
    if (typeof text !== 'string') throw new TypeError(`The column ${column} must be a text.`);
    const logs = classes.map((label) => {
      const of = counts.get(label) ?? new Map<string, number>();
      const total = [...of.values()].reduce((sum, count) => sum + count, 1);
      return text.split(' ').reduce((sum, word) => sum + Math.log(((of.get(word) ?? 0) + 0.1) / total), 0);
    });
    const most = Math.max(...logs);
    const odds = logs.map((log) => Math.exp(log - most));
    const sum = odds.reduce((total, odd) => total + odd, 0);
    return { classes, scores: odds.map((odd) => odd / sum) };
  };
}
