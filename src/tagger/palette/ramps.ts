/**
 * Soft thresholds. Every word of the vocabulary fades in and out over a range instead of jumping at a border,
 * so that a pixel more or less moves a confidence a little and never makes a loud tag appear from nowhere.
 */

/** 0 up to `from`, 1 from `to` on, straight between. */
export function rising(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** 1 up to `from`, 0 from `to` on, straight between. */
export function falling(value: number, from: number, to: number): number {
  return 1 - rising(value, from, to);
}

/**
 * How well `value` fits one rung of a ladder with these (ascending) middles: 1 at its own middle, 0 half-way to the
 * neighbors' and beyond, straight between, so that at most one rung of a ladder fits. The first and the last rung are
 * open to the outside.
 */
export function exclusiveRung(value: number, middles: ArrayLike<number>, step: number): number {
  const middle = middles[step] ?? 0;
  const isBelow = value < middle;
  if (step === (isBelow ? 0 : middles.length - 1)) return 1;
  const neighbor = middles[isBelow ? step - 1 : step + 1] ?? 0;
  return Math.max(0, 1 - 2 * Math.abs((value - middle) / (neighbor - middle)));
}
