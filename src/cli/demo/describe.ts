import { evidenceName, firstSynonym } from '../../tags/tag-names.ts';
import { printable } from '../terminal/io.ts';
import { nats, shownEvidence } from '../terminal/shown-evidence.ts';
import type { Learned, Unseen } from './chain.ts';

export function percentOf(share: number): string {
  return `${Math.round(100 * share)} %`;
}

export function describeGenres({ genres }: Pick<Learned, 'genres'>): string {
  return genres
    .map(
      ({ genre, tags }) =>
        `  ${printable(genre)}: ${tags.map((tag) => printable(firstSynonym(tag))).join(', ')}\n`,
    )
    .join('');
}

export function describeUnseen(artists: readonly Unseen[]): string {
  return artists
    .map(({ artist, genre, said, probability, evidence }) => {
      const mark = genre === undefined ? '·' : said === genre ? '✓' : '✗';
      const name = printable(artist) + (genre === undefined ? '' : ` (${printable(genre)})`);
      const reasons = shownEvidence(evidence).map((piece) => {
        const [title] = piece.titles;
        const on = title === undefined || title === '' ? '' : `, as on “${shortened(printable(title))}”`;
        return `      ${nats(piece)} ${printable(evidenceName(piece))}${on}\n`;
      });
      return `  ${mark} ${name}: ${said === null ? 'cannot tell' : printable(said)}, ${percentOf(probability)}\n${reasons.join('')}`;
    })
    .join('');
}

function shortened(title: string): string {
  return title.length > 60 ? `${title.slice(0, 59)}…` : title;
}
