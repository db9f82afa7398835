import { type Evaluation, wilson } from '../../evaluation/metrics.ts';
import type { ReliabilityBin } from '../../evaluation/reliability.ts';
import { counted } from '../../util/plural.ts';
import { captionAt, headingAt, hint, lineTo, num, percent, rect, svgOf, textAt } from '../svg.ts';
import { type Plot, quarters, shareAxis, xOf, yOf } from './plot.ts';

const width = 420;
const plot: Plot = { left: 64, right: 400, top: 44, bottom: 300 };
/** Of the bars that say how many artists a bin has. */
const barsTop = 356;
const barsHeight = 44;

/**
 * Whether probabilities are as high as they should be, as SVG: for each of ten ranges of probability, how often the
 * likeliest genre is right, with its 95 % interval, and the number of artists.
 */
export function reliabilitySvg({
  reliability,
  artists,
  calibrationError,
  calibrationErrorByChance,
}: Pick<Evaluation, 'reliability' | 'artists' | 'calibrationError' | 'calibrationErrorByChance'>): string {
  const most = Math.max(1, ...reliability.map((bin) => bin.artists));
  const caption = captionAt(
    barsTop + barsHeight + 42,
    width,
    `On the dashed line, a probability is as high as the model is often right; below it, the model claims too much. ` +
      `The lines through the points are 95 % intervals. Calibration error: ${calibrationError.toFixed(2)}; of a perfectly ` +
      `calibrated model, by chance: ${calibrationErrorByChance.toFixed(2)}.`,
  );
  return svgOf({
    width,
    height: barsTop + barsHeight + 42 + caption.height,
    title: `Reliability of the probabilities for ${counted(artists, 'artist')}`,
    description: reliability.map(sentenceOf).join('; '),
    body: [
      headingAt('Are probabilities right?', width),
      ...shareAxis(plot, 'how often it is right'),
      ...quarters.map((share) =>
        textAt(xOf(plot, share), plot.bottom + 14, percent(share), {
          anchor: 'middle',
          class: 'st-muted',
          size: 11.5,
        }),
      ),
      textAt(xOf(plot, 0.5), plot.bottom + 32, 'probability of the likeliest genre', {
        anchor: 'middle',
        class: 'st-muted',
        size: 12,
      }),
      lineTo(plot.left, plot.bottom, plot.right, plot.top, 'st-line st-dash'),
      ...reliability.map((bin) => hint(sentenceOf(bin), barOf(bin, most))),
      ...reliability.map((bin) => hint(sentenceOf(bin), pointOf(bin, most))),
      lineTo(plot.left, barsTop + barsHeight, plot.right, barsTop + barsHeight, 'st-line'),
      textAt((plot.left + plot.right) / 2, barsTop + barsHeight + 16, 'number of artists', {
        anchor: 'middle',
        class: 'st-muted',
        size: 12,
      }),
      caption.body,
    ],
  });
}

function sentenceOf({ range: [from, to], artists, meanProbability, accuracy }: ReliabilityBin): string {
  return (
    `${percent(from)} to ${percent(to)}: ${counted(artists, 'artist')}, mean probability ` +
    `${percent(meanProbability)}, right ${percent(accuracy)}`
  );
}

/** Large for many artists. */
function pointOf({ artists, meanProbability, accuracy }: ReliabilityBin, most: number): string {
  const [low, high] = wilson(accuracy * artists, artists);
  const x = xOf(plot, meanProbability);
  const radius = 4 + 5 * Math.sqrt(artists / most);
  return (
    lineTo(x, yOf(plot, low), x, yOf(plot, high), 'st-trend st-thick') +
    `<circle class="st-bar st-edge" cx="${num(x)}" cy="${num(yOf(plot, accuracy))}" r="${num(radius)}" stroke-width="1.5"/>`
  );
}

function barOf({ range: [from, to], artists }: ReliabilityBin, most: number): string {
  const [left, right] = [xOf(plot, from) + 2, xOf(plot, to) - 2];
  const height = Math.max(1, (barsHeight * artists) / most);
  const top = barsTop + barsHeight - height;
  return (
    rect(left, top, right - left, height, 'class="st-soft"') +
    textAt((left + right) / 2, top - 7, String(artists), { anchor: 'middle', class: 'st-muted', size: 11 })
  );
}
