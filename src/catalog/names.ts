/** Equal for names that differ only in case, diacritics or white space. */
function exactKey(name: string): string {
  return (
    name
      .normalize('NFKD')
      // Only the marks of Latin, Greek and Cyrillic. Marks of other scripts are vowels and consonants.
      .replace(/[\u0300-\u036f]/g, '')
      // Catalogs use typographic quotes, people type plain ones.
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .replace(/[\u2018\u2019]/g, "'")
      .replace(/[\u201c\u201d]/g, '"')
      // Via upper case, because "ß" becomes "SS".
      .toUpperCase()
      .toLowerCase()
      .replace(/\s+/gu, ' ')
      .trim()
      .normalize('NFC')
  );
}

/** The words of a name, in lower case and without diacritics. "!!!" has none. */
export function wordsOf(name: string): readonly string[] {
  return exactKey(name).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

export function sameName(a: string, b: string): boolean {
  return exactKey(a) === exactKey(b);
}

/** Whether tags differ only in case or hyphens: "hip-hop", "Hip Hop". */
export function sameTag(a: string, b: string): boolean {
  return exactKey(a).replaceAll('-', ' ') === exactKey(b).replaceAll('-', ' ');
}

/**
 * The first candidate with that name: an exact match, otherwise one that differs only in punctuation, `&` or
 * a leading "The".
 */
export function bestNamed<Named extends { readonly name: string }>(
  name: string,
  candidates: readonly Named[],
): Named | undefined {
  const loose = looseKey(name);
  return (
    candidates.find((candidate) => sameName(candidate.name, name)) ??
    candidates.find((candidate) => loose !== '' && looseKey(candidate.name) === loose)
  );
}

/** Equal for "Jay Z" and "JAY-Z". Empty for "!!!". */
function looseKey(name: string): string {
  return wordsOf(name.replaceAll('&', ' and ').replace(/^\s*the\s+/i, '')).join('');
}
