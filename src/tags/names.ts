import pluralize from 'pluralize';

/** Plurals that mean something else than their singular, or have none that people say. */
const keptPlurals = new Set(
  'abs arms clothes glasses goggles graphics headphones jeans leggings lens lights people shorts stairs sunglasses tights trousers visuals'.split(
    ' ',
  ),
);

/**
 * The one spelling under which a tag is counted: compatibility-normalised, lower case, single spaces, and the last
 * word in the singular ("Human  Skulls" is "human skull").
 */
export function canonicalName(name: string): string {
  const words = name.normalize('NFKC').toLowerCase().trim().split(/\s+/u);
  const last = words.pop() ?? '';
  words.push(keptPlurals.has(last) ? last : pluralize.singular(last));
  return words.join(' ');
}
