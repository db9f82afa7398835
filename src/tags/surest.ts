import type { Tag } from '../model.ts';

/** Each name once, with its highest confidence. Surest first, ties in input order. */
export function surest(tags: Iterable<Tag>, most = Infinity): readonly Tag[] {
  const best = new Map<string, number>();
  for (const { name, confidence } of tags) best.set(name, Math.max(confidence, best.get(name) ?? 0));
  return Array.from(best, ([name, confidence]) => ({ name, confidence }))
    .sort((left, right) => right.confidence - left.confidence)
    .slice(0, most);
}
