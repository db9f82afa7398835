import { type ColorTag, colorTag } from '../color-words.ts';
import { fitText, hint, rect, svgOf, textAt, widthOf } from '../svg.ts';

const widest = 640;
const side = 34;

/**
 * The colors that tags of the palette tagger name, as SVG: each is a small picture, with the colors where the tag says that
 * they are. Other tags are left out. An empty text if no tag names a color.
 */
export function swatchesSvg(tags: readonly { readonly name: string }[]): string {
  const found = tags.flatMap(({ name }) => colorTag(name) ?? []);
  if (found.length === 0) return '';
  const labels = found.map(({ name }) => fitText(name, 180, 12));
  const wide = side + 26 + Math.max(...labels.map((label) => widthOf(label, 12)));
  const columns = Math.min(found.length, Math.max(1, Math.floor((widest - 12) / wide)));
  return svgOf({
    width: 12 + columns * wide,
    height: 10 + Math.ceil(found.length / columns) * (side + 10),
    title: `Colors: ${found.map(({ name }) => name).join(', ')}`,
    description: 'The colors that the tags name, where the tags say that they are.',
    body: found.map((tag, at) => {
      const [x, y] = [12 + (at % columns) * wide, 10 + Math.floor(at / columns) * (side + 10)];
      const label = textAt(x + side + 8, y + side / 2, labels[at] ?? '', { size: 12 });
      return hint(tag.name, pictureOf(tag, x, y) + label);
    }),
  });
}

/** What is not of the color. */
const rest = 'class="st-soft"';

function pictureOf({ place, colors }: ColorTag, x: number, y: number): string {
  const [first, second = first] = colors;
  const filled = (color: string) => `fill="${color}"`;
  const part = (left: number, top: number, w: number, h: number, attributes: string) =>
    rect(x + left * side, y + top * side, w * side, h * side, attributes);
  const parts: Record<ColorTag['place'], () => string> = {
    all: () => part(0, 0, 1, 1, filled(first)),
    some: () =>
      part(0, 0, 1, 1, rest) +
      part(0.16, 0.55, 0.24, 0.24, filled(first)) +
      part(0.56, 0.2, 0.28, 0.28, filled(first)),
    halves: () => part(0, 0, 0.5, 1, filled(first)) + part(0.5, 0, 0.5, 1, filled(second)),
    on: () => part(0, 0, 1, 1, filled(second)) + part(0.26, 0.26, 0.48, 0.48, filled(first)),
    edges: () => part(0, 0, 1, 1, filled(first)) + part(0.22, 0.22, 0.56, 0.56, rest),
    center: () => part(0, 0, 1, 1, rest) + part(0.22, 0.22, 0.56, 0.56, filled(first)),
    'at the top': () => part(0, 0, 1, 1, rest) + part(0, 0, 1, 0.42, filled(first)),
    'at the bottom': () => part(0, 0, 1, 1, rest) + part(0, 0.58, 1, 0.42, filled(first)),
  };
  return parts[place]() + part(0, 0, 1, 1, 'class="st-none st-line"');
}
