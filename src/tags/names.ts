import { splitNamespace } from './namespace.ts';
import { singularOf } from './plurals.ts';

/** "few colors" and "no flat surfaces" have no singular form. */
const quantity = /^(?:all|both|countless|few|hardly|many|multiple|no|several|some|three|two|various)$/u;

/**
 * A cache, because taggers repeat a few thousand names, and singulars are slow to find. Emptied when it is
 * full.
 */
const known = new Map<string, string>();
const mostKnown = 20_000;

/**
 * The spelling under which a tag is counted: compatibility-normalized, lower case, single spaces, and the
 * last word in the singular ("Human Skulls" is "human skull", "onnx: Human Skulls" is "onnx: human skull").
 */
export function canonicalName(name: string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  const canonical = canonicalize(name);
  if (known.size >= mostKnown) known.clear();
  known.set(name, canonical);
  return canonical;
}

function canonicalize(given: string): string {
  const [namespace, name] = splitNamespace(
    given.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' '),
  );
  const words = name.split(' ');
  const [first = '', last = first] = words;
  if (words.length <= 2 && !quantity.test(first)) words[words.length - 1] = singularOf(last);
  return namespace + words.join(' ');
}
