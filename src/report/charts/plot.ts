import { lineTo, percent, textAt } from '../svg.ts';

/** A square of shares, 0..1 both ways. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const quarters = [0, 0.25, 0.5, 0.75, 1] as const;

export const xOf = ({ left, right }: Plot, share: number) => left + share * (right - left);
export const yOf = ({ top, bottom }: Plot, share: number) => bottom - share * (bottom - top);

/** Lines for every quarter of the height, their shares, and the name of the axis. */
export function shareAxis(plot: Plot, label: string): string[] {
  const { left, right, top, bottom } = plot;
  return [
    ...quarters.flatMap((share) => [
      lineTo(left, yOf(plot, share), right, yOf(plot, share), share === 0 ? 'st-line' : 'st-grid'),
      textAt(left - 8, yOf(plot, share), percent(share), { anchor: 'end', class: 'st-muted', size: 11.5 }),
    ]),
    textAt(16, (top + bottom) / 2, label, { anchor: 'middle', class: 'st-muted', size: 12, rotate: -90 }),
  ];
}
