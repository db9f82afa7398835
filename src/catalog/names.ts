/** Equal for names that differ in case, diacritics or white space alone. */
function exactKey(name: string): string {
  return (
    name
      .normalize('NFKD')
      // Only the marks of Latin, Greek and Cyrillic: those of other scripts are vowels and consonants.
      .replace(/[\u0300-\u036f]/g, '')
      // Catalogs write the typographic ones, people type the others.
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .replace(/[\u2018\u2019]/g, "'")
      .replace(/[\u201c\u201d]/g, '"')
      // By way of capitals: those of "ß" are "SS".
      .toUpperCase()
      .toLowerCase()
      .replace(/\s+/gu, ' ')
      .trim()
      .normalize('NFC')
  );
}

/** The words of a name, in lower case and without diacritics. None of "!!!". */
export function wordsOf(name: string): readonly string[] {
  return exactKey(name).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

export function sameName(a: string, b: string): boolean {
  return exactKey(a) === exactKey(b);
}

/** Equal for tags that differ in case or hyphens alone: "hip-hop", "Hip Hop". */
export function sameTag(a: string, b: string): boolean {
  return exactKey(a).replaceAll('-', ' ') === exactKey(b).replaceAll('-', ' ');
}

/** The first of the candidates that is called so: exactly, else but for punctuation, `&` or a leading "The". */
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
