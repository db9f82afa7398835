import { dark, inkOn, light, type Theme } from './colors.ts';
import { escapeLink, escapeText } from './escape.ts';

const font = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';

/**
 * The style of every chart, the same in all: several in one page do not disturb each other, and a page needs it once. Its
 * classes begin with `st-`.
 */
export const chartStyle =
  // Not of a chart inside another one: programs that are not browsers would move it.
  ':not(svg)>.st-chart{max-width:100%;height:auto}' +
  `.st-chart{font-family:${font};font-size:13px}` +
  '.st-bold{font-weight:600}.st-none{fill:none}.st-thick{stroke-width:2}.st-dash{stroke-dasharray:5 4}' +
  '.st-chart a:focus-visible{outline:3px solid #d55e00;outline-offset:1px}.st-chart a:hover rect{stroke-width:3}' +
  `${rulesOf(light)}@media (prefers-color-scheme:dark){${rulesOf(dark)}}`;

function rulesOf({ background, text, muted, grid, line, categories, steps }: Theme): string {
  const { 0: first } = categories;
  return [
    `.st-bg{fill:${background}}.st-edge{stroke:${background}}`,
    `.st-text{fill:${text}}.st-muted{fill:${muted}}`,
    `.st-grid{stroke:${grid}}.st-line{stroke:${line}}.st-soft{fill:${grid}}`,
    `.st-bar{fill:${first}}.st-trend{stroke:${first}}`,
    ...categories.map((color, at) => `.st-c${at}{fill:${color}}`),
    ...steps.map((color, at) => `.st-s${at}{fill:${color}}.st-i${at}{fill:${inkOn(color)}}`),
  ].join('');
}

const styleElement = `<style>${chartStyle}</style>`;

/** The chart for a page that has {@link chartStyle} itself. */
export function withoutStyle(svg: string): string {
  return svg.replace(styleElement, '');
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** The name of the picture, for people who do not see it. */
  readonly title: string;
  /** What it says. */
  readonly description: string;
  /** Elements of SVG. */
  readonly body: readonly string[];
  /** Whether there are links in it. A picture has none for screen readers. */
  readonly hasLinks?: boolean;
}

export function svgOf({ width, height, title, description, body, hasLinks = false }: Drawing): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="st-chart" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" ` +
      `role="${hasLinks ? 'group' : 'img'}" aria-label="${escapeText(title)}">`,
    `<title>${escapeText(title)}</title><desc>${escapeText(description)}</desc>`,
    styleElement,
    `<rect class="st-bg" width="${w}" height="${h}" rx="6"/>`,
    ...body.filter((element) => element !== ''),
    '</svg>',
  ].join('\n');
}

/** With one decimal at most: files stay small. */
export function num(value: number): string {
  return String(Number(value.toFixed(1)));
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

export interface TextOptions {
  /** @default 'st-text' */
  readonly class?: string;
  /** @default 'start' */
  readonly anchor?: 'start' | 'middle' | 'end';
  /** In pixels. @default 13 */
  readonly size?: number;
  /** In degrees around its place. */
  readonly rotate?: number;
}

/** A line of text. `y` is the middle of its small letters. */
export function textAt(x: number, y: number, text: string, options: TextOptions = {}): string {
  const { class: name = 'st-text', anchor = 'start', size = 13, rotate } = options;
  return (
    `<text class="${name}" x="${num(x)}" y="${num(y + 0.35 * size)}"` +
    (anchor === 'start' ? '' : ` text-anchor="${anchor}"`) +
    (size === 13 ? '' : ` font-size="${num(size)}"`) +
    (rotate === undefined ? '' : ` transform="rotate(${rotate} ${num(x)} ${num(y)})"`) +
    `>${escapeText(text)}</text>`
  );
}

export function lineTo(x1: number, y1: number, x2: number, y2: number, className = 'st-grid'): string {
  return `<line class="${className}" x1="${num(x1)}" y1="${num(y1)}" x2="${num(x2)}" y2="${num(y2)}"/>`;
}

export function rect(x: number, y: number, width: number, height: number, attributes: string): string {
  return `<rect ${attributes} x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}"/>`;
}

/**
 * Elements with a text that browsers show below the pointer, and a link if there is one.
 * @param seen - the text that the elements show: the name of a link must contain it.
 */
export function hint(text: string, elements: string, link?: string, seen?: string): string {
  const href = link === undefined ? undefined : escapeLink(link);
  const inner = `<title>${escapeText(text)}</title>${elements}`;
  return href === undefined
    ? `<g>${inner}</g>`
    : `<a href="${href}" aria-label="${escapeText(seen === undefined ? text : `${text}: ${seen}`)}">${inner}</a>`;
}

const narrow = /[ijltfrI1.,:;'’!|()[\]\s-]/u;
const wide =
  /[mwMW@%]|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u;
const upper = /\p{Lu}/u;

/** How wide a text is at most in usual fonts: there is no browser to ask. */
export function widthOf(text: string, size = 13): number {
  let width = 0;
  for (const letter of text) {
    if (narrow.test(letter)) width += 0.37;
    else if (wide.test(letter)) width += 1;
    else width += upper.test(letter) ? 0.72 : 0.62;
  }
  return width * size;
}

/** The text, or its beginning with `…`, at most this wide. */
export function fitText(text: string, width: number, size = 13): string {
  if (widthOf(text, size) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Paragraphs, broken into lines of this width. */
export function wrapText(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Small text below a chart. */
export function captionAt(y: number, width: number, text: string): { body: string; height: number } {
  const lines = wrapText(text, width - 28, 11.5);
  const body = lines
    .map((line, at) => textAt(14, y + 16 * at, line, { class: 'st-muted', size: 11.5 }))
    .join('\n');
  return { body, height: 16 * lines.length };
}

/** The heading of a chart. */
export function headingAt(text: string, width: number): string {
  return textAt(14, 20, fitText(text, width - 28, 14), { class: 'st-text st-bold', size: 14 });
}
