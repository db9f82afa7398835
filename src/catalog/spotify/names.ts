/** Equal for names that differ in case, diacritics or white space alone. */
function exactKey(name: string): string {
  return (
    name
      .normalize('NFKD')
      // Only the marks of Latin, Greek and Cyrillic: those of other scripts are vowels and consonants.
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replace(/\s+/gu, ' ')
      .trim()
  );
}

/** Equal for names that also differ in punctuation, `&` or a leading "The": "Jay Z", "JAY-Z". Empty for "!!!". */
function looseKey(name: string): string {
  return exactKey(name)
    .replaceAll('&', ' and ')
    .replace(/^the /, '')
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}

export function sameName(a: string, b: string): boolean {
  return exactKey(a) === exactKey(b);
}

/** The first of the candidates that is called so: exactly, else but for punctuation. */
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
