import { deu, eng, fin, fra, ita, jpn, nld, pol, por, rus, spa, swe, zho } from 'stopword';

interface Lexicon {
  /** Words that say nothing by themselves, in the languages most titles have: articles, pronouns, conjunctions. */
  readonly stopWords: ReadonlySet<string>;
  readonly segmenter: Intl.Segmenter;
}

let lexicon: Lexicon | undefined;

/** Made at the first title, so that the import of the library stays fast. */
function openLexicon(): Lexicon {
  const languages = [eng, deu, fra, spa, ita, por, nld, swe, fin, pol, rus, jpn, zho];
  return (lexicon ??= {
    stopWords: new Set(languages.flatMap((words) => words.map(fold))),
    // The root locale: words must not depend on the language of the machine.
    segmenter: new Intl.Segmenter('und', { granularity: 'word' }),
  });
}

/**
 * The words of a title that may say something about its genre, each once: of any script, in lower case, without digits
 * alone, single letters of Latin script, stop words, and the words of the artist's own name.
 */
export function titleWords(title: string, artistName: string): string[] {
  const { stopWords } = openLexicon();
  const own = new Set(wordsOf(artistName));
  return [...new Set(wordsOf(title))].filter(
    (word) => !own.has(word) && !stopWords.has(word) && hasMeaning(word),
  );
}

function wordsOf(text: string): string[] {
  const { segmenter } = openLexicon();
  return (fold(text).match(piece) ?? []).flatMap((part) =>
    Array.from(segmenter.segment(part))
      .filter(({ isWordLike }) => isWordLike)
      .map(({ segment }) => segment.replace(elision, '')),
  );
}

/** Each segment holds a copy of the whole text that was segmented, so that text is short. Words do not contain spaces. */
const piece = /\S{1,1000}/gu;

/** The article or pronoun that French and Italian join to the next word: `l'atelier`. */
const elision = /^(?:[cdjlmnst]|qu|dell|nell|all|sull|un)'(?=\p{L}{2})/u;

/** Full-width letters and ligatures as plain ones; `don’t` as `don't`. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('\u2019', "'");
}

function hasMeaning(word: string): boolean {
  return /\p{L}/u.test(word) && !/^\p{Script=Latin}$/u.test(word);
}
