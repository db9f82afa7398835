import pluralize from 'pluralize';

/** Plurals that mean something else than their singular, or have none that people say. */
const keptPlurals = new Set(
  'abs arms clothes glasses goggles graphics headphones jeans leggings lens lights people shorts stairs sunglasses tights trousers visuals'.split(
    ' ',
  ),
);

/** "few colours" and "no flat surfaces" are not said in the singular. */
const quantity = /^(?:all|both|countless|few|hardly|many|multiple|no|several|some|three|two|various)$/u;

/**
 * The one spelling under which a tag is counted: compatibility-normalised, lower case, single spaces, and names of one
 * or two words in the singular ("Human  Skulls" is "human skull"). Longer names are phrases, and stay as they are.
 */
export function canonicalName(name: string): string {
  const words = name.normalize('NFKC').toLowerCase().trim().split(/\s+/u);
  const [first = '', last = first] = words;
  if (words.length <= 2 && !keptPlurals.has(last) && !quantity.test(first)) {
    words[words.length - 1] = pluralize.singular(last);
  }
  return words.join(' ');
}
