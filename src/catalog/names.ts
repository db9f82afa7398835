import { editDistance } from '../util/edit-distance.ts';

/** What a catalog may choose from. */
interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a name means among the candidates of a catalog. */
export type NameMatch<Candidate> =
  | {
      readonly found: Candidate;
      /** The other candidates of the same name, each once. */
      readonly alternatives: readonly Candidate[];
      /** Whether the found name differs from the wanted one in a few letters. */
      readonly isNear: boolean;
    }
  | {
      readonly found?: undefined;
      /** Similar names, the most similar one first. At most three. */
      readonly suggestions: readonly string[];
    };

/** Letters with a stroke or a ligature, which Unicode does not decompose. */
const plainLetters: ReadonlyMap<string, string> = new Map(
  Object.entries({ ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ł: 'l', ŧ: 't', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th' }),
);

/** Words of ASCII with single spaces, without the sign that stands for an apostrophe. */
function isPlain(name: string): boolean {
  return /^[!-_a-~]+(?: [!-_a-~]+)*$/u.test(name);
}

/** The name with plain signs, composed: catalogs use typographic ones, people type plain ones. Searches use it. */
export function typed(name: string): string {
  // Most names of a large folder are plain already.
  if (isPlain(name)) return name;
  return (
    name
      // Invisible: soft hyphens, zero-width spaces, marks of direction.
      .replace(/\p{Cf}/gu, '')
      .replace(/[\u2010-\u2015\u2212]/gu, '-')
      .replace(/[`\u00b4\u02b9\u02bb-\u02bd\u2018-\u201b\u2032\u2035]/gu, "'")
      .replace(/[\u201c-\u201f\u2033]/gu, '"')
      .normalize('NFKC')
      .replace(/\s+/gu, ' ')
      .trim()
  );
}

/** Equal for names that differ only in case, signs or white space. */
export function spellingKey(name: string): string {
  if (isPlain(name)) return name.toLowerCase();
  // Via upper case, because "ß" becomes "SS".
  return typed(name).toUpperCase().toLowerCase().normalize('NFC');
}

/** Equal also for names that differ in accents. */
function foldedKey(name: string): string {
  if (isPlain(name)) return name.toLowerCase();
  return (
    spellingKey(name)
      .normalize('NFD')
      // Only the marks of Latin, Greek and Cyrillic. Marks of other scripts are vowels and consonants.
      .replace(/[\u0300-\u036f]/gu, '')
      .replace(/[øđðħłŧıæœþ]/gu, (letter) => plainLetters.get(letter) ?? letter)
      .normalize('NFC')
  );
}

/** Equal also for "Jay Z" and "JAY-Z", "Simon & Garfunkel" and "Simon and Garfunkel". Empty for "!!!". */
function looseKey(name: string): string {
  const words = wordsOf(
    name
      .replaceAll('&', ' and ')
      .replace(/\s\+\s/gu, ' and ')
      .replace(/^\s*the\s+(?!the\s*$)|,\s*the\s*$/iu, ''),
  );
  // "Guns N' Roses", "Rock 'n' Roll".
  return words.map((word, at) => (word === 'n' && at > 0 ? 'and' : word)).join('');
}

/** The words of a name, in lower case and without accents. "!!!" has none. */
function wordsOf(name: string): readonly string[] {
  return foldedKey(name).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** Words that are often left out or written as `&`. */
const leftOut = new Set(['the', 'and']);

/** The words by which the spelling of a name is compared. */
export function spelledWords(name: string): readonly string[] {
  return wordsOf(name).filter((word) => !leftOut.has(word));
}

/** Number of letters that may be wrong in a word, as in `AUTO` of Elasticsearch. */
export function wordEdits({ length }: string): number {
  if (length < 3) return 0;
  return length < 6 ? 1 : 2;
}

/** Number of letters that may be wrong in a whole name. A short name with another letter is another name. */
function nameEdits(letters: number): number {
  if (letters < 5) return 0;
  return letters < 9 ? 1 : 2;
}

/** Whether two names are the same apart from case, accents and white space. */
export function sameName(a: string, b: string): boolean {
  return foldedKey(a) === foldedKey(b);
}

/** Whether it is the same name with the same accents. */
export function sameSpelling(a: string, b: string): boolean {
  return spellingKey(a) === spellingKey(b);
}

/** Whether names differ at most in punctuation, `&` or "The". */
export function looselySameName(a: string, b: string): boolean {
  return sameName(a, b) || isLoosely(a)(b);
}

function isLoosely(name: string): (other: string) => boolean {
  const loose = looseKey(name);
  return (other) => loose !== '' && loose === looseKey(other);
}

/** Whether tags differ only in case or hyphens: "hip-hop", "Hip Hop". */
export function sameTag(a: string, b: string): boolean {
  return foldedKey(a).replaceAll('-', ' ') === foldedKey(b).replaceAll('-', ' ');
}

/**
 * The candidates of that name, in any case and with any accents. Those that are spelled as asked come first, then those
 * with the same accents. A query in lower case says nothing about case.
 */
export function namesakes<Candidate extends { readonly name: string }>(
  name: string,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  const exact = typed(name);
  const isCaseMeant = exact !== exact.toLowerCase();
  const rank = (candidate: Candidate) => {
    if (isCaseMeant && typed(candidate.name) === exact) return 0;
    return sameSpelling(candidate.name, name) ? 1 : 2;
  };
  const folded = foldedKey(name);
  return candidates
    .filter((candidate) => foldedKey(candidate.name) === folded)
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ candidate }) => candidate);
}

/**
 * Chooses by name, in this order: the same name, with the same accents before others; a name that differs only in
 * punctuation, `&` or "The"; the only name that differs in a few letters, in which case the match is near. Never
 * anything else: if several names are near, they are suggestions.
 */
export function matchName<Candidate extends Named>(
  name: string,
  candidates: readonly Candidate[],
): NameMatch<Candidate> {
  const each = [...new Map(candidates.map((candidate) => [candidate.id, candidate])).values()];
  const [named, ...others] = namesakes(name, each);
  if (named) return { found: named, alternatives: others, isNear: false };

  const isLoose = isLoosely(name);
  const [loose, ...looseOthers] = each.filter((candidate) => isLoose(candidate.name));
  if (loose) return { found: loose, alternatives: looseOthers, isNear: false };

  const words = spelledWords(name);
  const [near, ...nearOthers] = each.filter((candidate) => isNear(spelledWords(candidate.name), words));
  if (near && nearOthers.every((other) => sameName(other.name, near.name)))
    return { found: near, alternatives: nearOthers, isNear: true };
  return { suggestions: similarNames(name, each) };
}

/** ` Did you mean "A" or "B"?`, to be put behind a sentence. Empty if there are no suggestions. */
export function didYouMean(suggestions: readonly string[]): string {
  if (suggestions.length === 0) return '';
  const quoted = suggestions.map((one) => `"${one}"`);
  const last = quoted.pop() ?? '';
  return ` Did you mean ${quoted.length > 0 ? `${quoted.join(', ')} or ` : ''}${last}?`;
}

/** {@link didYouMean} about a name that does not exist, and those that exist. */
export function hintAt(name: string, names: readonly string[]): string {
  const match = matchName(
    name,
    [...new Set(names)].map((one) => ({ id: one, name: one })),
  );
  return didYouMean(match.found ? [match.found.name] : match.suggestions);
}

/** Whether it may be the same name with typing errors. "Blink 182" is not "Blink 183". */
function isNear(others: readonly string[], words: readonly string[]): boolean {
  if (words.length === 0 || words.length !== others.length) return false;
  if (digitsOf(words) !== digitsOf(others)) return false;
  let left = nameEdits(Array.from(words.join('')).length);
  for (const [at, word] of words.entries()) {
    left -= editDistance(word, others[at] ?? '', Math.min(left, wordEdits(word)));
    if (left < 0) return false;
  }
  return true;
}

function digitsOf(words: readonly string[]): string {
  return words.join(' ').replace(/\P{N}+/gu, ' ');
}

/** Names that share a word or a beginning with the name, or a good part of its letters. */
function similarNames(name: string, candidates: readonly Named[]): readonly string[] {
  const wanted = looseKey(name);
  const words = new Set(spelledWords(name));
  if (wanted === '') return [];
  const most = Math.min(5, Math.max(1, Math.floor(wanted.length / 3)));
  const similar = new Map<string, number>();
  for (const { name: other } of candidates) {
    const key = looseKey(other);
    const distance = editDistance(wanted, key, most);
    const hasPart =
      spelledWords(other).some((word) => words.has(word)) || (key !== '' && key.startsWith(wanted));
    // Those that only share a part come last, in the order of the catalog.
    if (distance < Infinity || hasPart) similar.set(other, distance);
  }
  const ordered = [...similar].sort(([, a], [, b]) => (a === b ? 0 : a - b));
  return ordered.slice(0, 3).map(([other]) => other);
}

/** Whether an artist is what a query says: its name, its id, or a URL with its id. */
export function isAskedFor(query: string, { id, name }: Named): boolean {
  return looselySameName(query, name) || query.toLowerCase().includes(id.toLowerCase());
}
