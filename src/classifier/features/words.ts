/** The root locale: words must not depend on the language of the machine. Made at the first title. */
let segmenter: Intl.Segmenter | undefined;

/**
 * The words of a text, each once: of any script, in lower case, with numbers and single letters, which say something of a genre
 * ("Op. 39"). The words of the artist's own name are left out: they say nothing of another artist.
 */
export function wordsOf(text: string, artistName: string): string[] {
  const own = new Set(split(artistName));
  return [...new Set(split(text))].filter((word) => !own.has(word));
}

function split(text: string): string[] {
  const words = (segmenter ??= new Intl.Segmenter('und', { granularity: 'word' }));
  return (fold(text).match(piece) ?? []).flatMap((part) =>
    Array.from(words.segment(part))
      .filter(({ isWordLike }) => isWordLike)
      .map(({ segment }) => segment.replaceAll(fullStop, '.').replaceAll(colon, ':')),
  );
}

/** Each segment holds a copy of the whole text that was segmented, so that text is short. Words do not contain spaces. */
const piece = /\S{1,1000}/gu;

/**
 * Full-width letters and ligatures as plain ones; `don’t` as `don't`. Names of files have `_` for a space, or for a character
 * that they cannot have ("Archives_ Live"), and Unicode takes it for a letter.
 */
function fold(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase().replaceAll('\u2019', "'").replaceAll('_', ' ');
  return folded.replaceAll('.', fullStop).replaceAll(':', colon);
}

/**
 * These stand for a full stop and a colon while words are found. Unicode gives them the same properties, but Chromium divides
 * "j.s" and "go:od" at the common ones, and Node.js does not. NFKC leaves none of these in a text.
 */
const fullStop = '\u2024';
const colon = '\ufe13';

/** A longer word has no more parts. A title of one word of megabytes must not take gigabytes. */
const longest = 100;
const sizes = [3, 4, 5];

/**
 * The parts of three to five characters of a word, each once. A space stands before its first character and after its last:
 * the parts of "ska" are " sk", "ska", "ka ", " ska", "ska " and " ska ".
 */
export function partsOfWord(word: string): string[] {
  const characters = [' ', ...Array.from(word).slice(0, longest), ' '];
  const parts = new Set<string>();
  for (const size of sizes) {
    for (let start = 0; start + size <= characters.length; start++) {
      parts.add(characters.slice(start, start + size).join(''));
    }
  }
  return [...parts];
}

/** Words of an edition, which say how an album is sold, and not how it sounds. */
const ofEditions = new Set(
  'anniversary bonus collector collectors deluxe digital edition expanded explicit extended live remaster remastered special super version'.split(
    ' ',
  ),
);

export function isOfEdition(word: string): boolean {
  return ofEditions.has(word);
}
