import type { Evaluation } from '../../evaluation/metrics.ts';
import { counted } from '../../util/plural.ts';
import { num, percent, svgOf, withoutStyle } from '../svg.ts';
import { confusionMatrixSvg } from './confusion-matrix.ts';
import { coverageSvg } from './coverage.ts';
import { reliabilitySvg } from './reliability.ts';

const gap = 12;

/** The confusion matrix, and beside it the reliability and the accuracy by coverage, in one SVG. */
export function evaluationSvg(evaluation: Evaluation): string {
  const [matrix, reliability, coverage] = [
    confusionMatrixSvg(evaluation),
    reliabilitySvg(evaluation),
    coverageSvg(evaluation),
  ].map(sized);
  if (!matrix || !reliability || !coverage) return '';
  const right = matrix.width + gap;
  const { artists, accuracy } = evaluation;
  return svgOf({
    width: right + Math.max(reliability.width, coverage.width),
    height: Math.max(matrix.height, reliability.height + gap + coverage.height),
    title: `Evaluation: ${percent(accuracy)} of ${counted(artists, 'artist')} right`,
    description: 'A confusion matrix, the reliability of the probabilities, and the accuracy by coverage.',
    body: [
      at(matrix.svg, 0, 0),
      at(reliability.svg, right, 0),
      at(coverage.svg, right, reliability.height + gap),
    ],
  });
}

function sized(svg: string): { svg: string; width: number; height: number } {
  const [, width = '0', height = '0'] = /width="(\d+)" height="(\d+)"/u.exec(svg) ?? [];
  return { svg: withoutStyle(svg), width: Number(width), height: Number(height) };
}

/** An SVG within another one. */
function at(svg: string, x: number, y: number): string {
  return svg.replace('<svg xmlns="http://www.w3.org/2000/svg"', `<svg x="${num(x)}" y="${num(y)}"`);
}
