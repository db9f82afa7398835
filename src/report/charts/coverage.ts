import type { CoverageEvaluation } from '../../evaluation/reliability.ts';
import type { Evaluation } from '../../evaluation/metrics.ts';
import { counted } from '../../util/plural.ts';
import { captionAt, fitText, headingAt, hint, lineTo, num, percent, svgOf, textAt } from '../svg.ts';
import { type Plot, shareAxis, xOf, yOf } from './plot.ts';

const width = 420;
const plot: Plot = { left: 64, right: 400, top: 44, bottom: 270 };

/** How often a model is right if it answers only for the artists of whom it is surest, as SVG. */
export function coverageSvg({
  byCoverage,
  artists,
  baseline,
}: Pick<Evaluation, 'byCoverage' | 'artists' | 'baseline'>): string {
  /** From 25 to 100 %: the plot begins a little before. */
  const x = (coverage: number) => xOf(plot, (coverage - 0.15) / 0.92);
  const points = byCoverage.map((part) => ({ part, x: x(part.coverage), y: yOf(plot, part.accuracy) }));
  const chance = yOf(plot, baseline.accuracy);
  const caption = captionAt(
    plot.bottom + 76,
    width,
    'The artists with the highest probabilities come first. The second line is the least probability among them: as ' +
      'minProbability of a trainer, it makes the model say nothing about the others.',
  );
  return svgOf({
    width,
    height: plot.bottom + 76 + caption.height,
    title: `Accuracy if the model answers only when it is sure, for ${counted(artists, 'artist')}`,
    description: `${byCoverage.map(sentenceOf).join('; ')}; always ${baseline.genre}: ${percent(baseline.accuracy)}`,
    body: [
      headingAt('If the model answers only when it is sure', width),
      ...shareAxis(plot, 'share that is right'),
      lineTo(plot.left, chance, plot.right, chance, 'st-line st-dash'),
      textAt(
        plot.left + 6,
        // Above the line, unless it is at the top.
        chance < plot.top + 20 ? chance + 12 : chance - 10,
        fitText(`always ${baseline.genre}: ${percent(baseline.accuracy)}`, 300, 11.5),
        { class: 'st-muted', size: 11.5 },
      ),
      `<polyline class="st-none st-trend" stroke-width="2.5" points="${points.map((point) => `${num(point.x)},${num(point.y)}`).join(' ')}"/>`,
      ...points.map(({ part, x: at, y }) =>
        hint(
          sentenceOf(part),
          `<circle class="st-bar st-edge" cx="${num(at)}" cy="${num(y)}" r="6" stroke-width="1.5"/>` +
            textAt(at, y < plot.top + 14 ? y + 17 : y - 16, percent(part.accuracy), {
              anchor: 'middle',
              class: 'st-text st-bold',
            }) +
            textAt(at, plot.bottom + 14, percent(part.coverage), { anchor: 'middle', size: 12 }) +
            textAt(at, plot.bottom + 31, `≥ ${part.minProbability.toFixed(2)}`, {
              anchor: 'middle',
              class: 'st-muted',
              size: 11.5,
            }),
        ),
      ),
      textAt((plot.left + plot.right) / 2, plot.bottom + 52, 'share of the artists that it answers for', {
        anchor: 'middle',
        class: 'st-muted',
        size: 12,
      }),
      caption.body,
    ],
  });
}

function sentenceOf({ coverage, artists, accuracy, minProbability }: CoverageEvaluation): string {
  return (
    `the surest ${percent(coverage)} (${counted(artists, 'artist')}): ${percent(accuracy)} right, ` +
    `probability ${minProbability.toFixed(2)} or more`
  );
}
