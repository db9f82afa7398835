import { readDataset } from '../../dataset/dataset.ts';
import type { Example } from '../../model.ts';
import type { Io } from '../terminal/io.ts';

/** The examples of a dataset. Says which genres were merged. */
export async function* examplesOf(path: string, { signal, stderr }: Io): AsyncGenerator<Example, void> {
  const merged: MergedGenre[] = [];
  yield* readDataset(path, { signal, onMerged: (name, into) => merged.push({ name, into }) });
  stderr.write(describeMerged(merged));
}

interface MergedGenre {
  readonly name: string;
  readonly into: string;
}

/** Nothing if no genre was merged. */
export function describeMerged(merged: readonly MergedGenre[]): string {
  return merged
    .map(
      ({ name, into }) => `Note: the genre ${JSON.stringify(name)} is counted as ${JSON.stringify(into)}.\n`,
    )
    .join('');
}
