import { didYouMean, matchName } from '../../catalog/names.ts';

/** ` Did you mean "A" or "B"?`, to be put behind a sentence about a name that does not exist. Empty if none is like it. */
export function hintAt(name: string, names: Iterable<string>): string {
  const match = matchName(
    name,
    Array.from(new Set(names), (one) => ({ id: one, name: one })),
  );
  return didYouMean(match.found ? [match.found.name] : match.suggestions);
}
