import { fitText, headingAt, hint, captionAt, lineTo, rect, svgOf, textAt, widthOf } from '../svg.ts';

interface HeatCell {
  /** 0..1: how strong its color is. */
  readonly share: number;
  readonly lines: readonly string[];
  /** The whole, as a sentence. */
  readonly hint: string;
  readonly link?: string;
  /** Stands out by a frame, such as the diagonal. */
  readonly isFramed?: boolean;
  /** Without color, because it is not one of the amounts that are compared. */
  readonly isPlain?: boolean;
}

export interface HeatMap {
  readonly title: string;
  readonly description: string;
  readonly caption: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly rowAxis?: string;
  readonly columnAxis?: string;
  /** What the colors stand for, from the lightest to the darkest. */
  readonly legend: readonly [least: string, most: string];
  cell(row: number, column: number): HeatCell;
}

const steps = 9;
const longest = 150;

/** A table of cells that are the darker, the more they hold. */
export function heatMapSvg(map: HeatMap): string {
  const { title, description, rows, columns, rowAxis, columnAxis } = map;
  const size = Math.max(38, Math.min(58, 520 / Math.max(columns.length, 1)));
  const height = Math.max(34, size * 0.8);
  const rowLabels = rows.map((label) => fitText(label, longest));
  const columnLabels = columns.map((label) => fitText(label, longest));
  const isTilted = columnLabels.some((label) => widthOf(label, 12) > size - 6);
  const widest = Math.max(0, ...columnLabels.map((label) => widthOf(label, 12)));
  const left =
    24 + (rowAxis === undefined ? 0 : 20) + Math.max(0, ...rowLabels.map((label) => widthOf(label)));
  const top = 40 + (columnAxis === undefined ? 0 : 20) + (isTilted ? 0.64 * widest + 14 : 20);
  // A tilted label of the last column ends to the right of its cells.
  const beyond = isTilted ? 0.77 * widthOf(columnLabels.at(-1) ?? '', 12) : 0;
  const right = left + columns.length * size;
  const bottom = top + rows.length * height;
  const legend = map.legend.reduce((sum, text) => sum + widthOf(text, 11.5), 13 * steps + 12);
  const widths = [
    right + Math.max(18, beyond - size / 2 + 10),
    330,
    1.08 * widthOf(title, 14) + 40,
    left + legend + 18,
  ];
  const width = Math.max(...widths);
  const caption = captionAt(bottom + 50, width, map.caption);
  const cells = rows.flatMap((_, row) =>
    columns.map((__, column) => {
      const cell = map.cell(row, column);
      return { cell, svg: cellAt(cell, left + column * size, top + row * height, size, height) };
    }),
  );
  return svgOf({
    width,
    height: bottom + 50 + caption.height,
    title,
    description,
    hasLinks: cells.some(({ cell }) => cell.link !== undefined),
    body: [
      headingAt(title, width),
      columnAxis === undefined
        ? ''
        : textAt((left + right) / 2, 45, columnAxis, { anchor: 'middle', class: 'st-muted', size: 12 }),
      rowAxis === undefined
        ? ''
        : textAt(18, (top + bottom) / 2, rowAxis, {
            anchor: 'middle',
            class: 'st-muted',
            size: 12,
            rotate: -90,
          }),
      ...rowLabels.map((label, row) =>
        hint(rows[row] ?? '', textAt(left - 8, top + (row + 0.5) * height, label, { anchor: 'end' })),
      ),
      ...columnLabels.map((label, column) => {
        const x = left + (column + 0.5) * size;
        const text = isTilted
          ? textAt(x - 4, top - 10, label, { size: 12, rotate: -40 })
          : textAt(x, top - 12, label, { size: 12, anchor: 'middle' });
        return hint(columns[column] ?? '', text);
      }),
      ...cells.map(({ svg }) => svg),
      ...legendAt(left, bottom + 18, map.legend),
      caption.body,
    ],
  });
}

/** Which of the steps of color a share has. Only nothing has the first. */
export function stepOf(share: number): number {
  return share <= 0 ? 0 : Math.min(steps - 1, 1 + Math.floor(share * (steps - 1)));
}

function cellAt(cell: HeatCell, x: number, y: number, width: number, height: number): string {
  const { share, lines, isFramed = false, isPlain = false, link } = cell;
  const step = stepOf(share);
  const fill = isPlain ? 'st-bg' : `st-s${step}`;
  const isEmpty = step === 0 && !isPlain;
  const ink = isPlain || isEmpty ? 'st-muted' : `st-i${step}`;
  const middle = y + height / 2;
  const [first = '', ...others] = lines;
  const offset = others.length > 0 ? 7 : 0;
  return hint(
    cell.hint,
    [
      rect(x + 1, y + 1, width - 2, height - 2, `class="${fill} ${isFramed ? 'st-line' : 'st-grid'}" rx="3"`),
      textAt(x + width / 2, middle - offset, first, {
        anchor: 'middle',
        class: isEmpty ? ink : `${ink} st-bold`,
      }),
      ...others.map((line) =>
        textAt(x + width / 2, middle + 9, line, { anchor: 'middle', class: ink, size: 10.5 }),
      ),
    ].join(' '),
    link,
    lines.join(' '),
  );
}

function legendAt(x: number, y: number, [least, most]: readonly [string, string]): string[] {
  const options = { class: 'st-muted', size: 11.5 };
  const start = x + widthOf(least, 11.5) + 6;
  return [
    textAt(x, y, least, options),
    ...Array.from({ length: steps }, (_, step) =>
      rect(start + 13 * step, y - 6, 13, 12, `class="st-s${step}"`),
    ),
    lineTo(start, y + 6, start + 13 * steps, y + 6),
    textAt(start + 13 * steps + 6, y, most, options),
  ];
}
