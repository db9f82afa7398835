import { captionAt, fitText, headingAt, hint, lineTo, num, rect, svgOf, textAt, widthOf } from '../svg.ts';

/** What each measure means. The names are those of the fields of tags. */
const measures = {
  relevance: 'relevance: how many have the tag × how few others have it (TF-IDF, in nats)',
  score: 'keyness: log odds against the other genres, divided by their standard deviation',
  logOdds: 'log odds ratio against the other genres (nats)',
  weight: 'weight: sum of the confidences over the covers',
  covers: 'covers that have the tag',
  artists: 'artists who have the tag',
  contribution: 'contribution to the log odds of the genre (nats)',
};

/** The field of the tags that the bars show. */
export type TagMeasure = keyof typeof measures;

/** What {@link tagBarsSvg} draws. */
export interface TagBarsOptions<Measure extends TagMeasure> {
  readonly measure: Measure;
  /** @default 'Tags' */
  readonly title?: string;
}

const barsWidth = 220;
const step = 25;

/**
 * Tags as bars, as SVG, in the order in which they come:
 * `tagBarsSvg(genreTags.relevant('metal', 10), { measure: 'relevance' })`.
 */
export function tagBarsSvg<Measure extends TagMeasure>(
  tags: readonly (Readonly<Record<Measure, number>> & { readonly name: string })[],
  { measure, title = 'Tags' }: TagBarsOptions<Measure>,
): string {
  const bars = tags.map((tag) => ({ name: tag.name, value: tag[measure] }));
  const most = Math.max(...bars.map(({ value }) => value), 0);
  const least = Math.min(...bars.map(({ value }) => value), 0);
  const span = most - least || 1;
  const shown = formatOf(bars.map(({ value }) => value));
  const labels = bars.map(({ name }) => fitText(name, 190));
  const left = 22 + Math.max(70, ...labels.map((label) => widthOf(label)));
  const zero = left + (barsWidth * -least) / span;
  const bottom = 40 + step * bars.length;
  const width = left + barsWidth + 62;
  const caption = captionAt(bottom + 16, width, `Bars: ${measures[measure]}.`);
  return svgOf({
    width,
    height: bottom + 16 + caption.height,
    title: `${title}, by ${measure}`,
    description: bars.map(({ name, value }) => `${name}: ${shown(value)}`).join('; ') || 'There are no tags.',
    body: [
      headingAt(title, width),
      ...bars.map(({ name, value }, at) => {
        const y = 40 + step * at + step / 2;
        const length = (barsWidth * Math.abs(value)) / span;
        return hint(
          `${name}: ${shown(value)}`,
          textAt(left - 8, y, labels[at] ?? '', { anchor: 'end' }) +
            rect(value < 0 ? zero - length : zero, y - 8, Math.max(1, length), 16, 'class="st-bar" rx="2"') +
            textAt((value < 0 ? zero : zero + length) + 7, y, shown(value), { class: 'st-muted', size: 12 }),
        );
      }),
      bars.length === 0 ? textAt(14, 44, 'There are no tags.', { class: 'st-muted' }) : '',
      least < 0 ? lineTo(zero, 38, zero, bottom, 'st-line') : '',
      caption.body,
    ],
  });
}

/** With two decimals, unless all are whole numbers. */
function formatOf(values: readonly number[]): (value: number) => string {
  if (values.every((value) => Number.isInteger(value))) return String;
  return (value) => (Math.abs(value) >= 100 ? num(value) : value.toFixed(2));
}
