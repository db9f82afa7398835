/** A smooth function to minimize: returns its value at `x` and writes its gradient there. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimizeOptions {
  /** Ends when no entry of the gradient is larger. */
  readonly tolerance: number;
  /** Ends after so many steps. */
  readonly maxIterations: number;
  /** About the second derivative by each entry of x, above 0: steps are the shorter the steeper. */
  readonly curvature: Float64Array;
}

/** How many past steps the curvature is read from. */
const memory = 10;
/** Wolfe's conditions: the value must fall by this share of what the slope promises, … */
const sufficientDecrease = 1e-4;
/** … and the slope must lose its steepness to this share. */
const sufficientFlattening = 0.9;

interface Step {
  /** Change of x and change of the gradient. */
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

/**
 * Minimizes by L-BFGS from `start`, which is overwritten with the minimum. Source: Nocedal & Wright, "Numerical
 * Optimization" (2006), algorithms 7.4 and 7.5, with a line search for the strong Wolfe conditions (3.5 and 3.6).
 *
 * @returns the number of steps taken.
 */
export function minimize(
  objective: Objective,
  x: Float64Array,
  { tolerance, maxIterations, curvature }: MinimizeOptions,
): number {
  const gradient = new Float64Array(x.length);
  const direction = new Float64Array(x.length);
  // Large arrays are used again: allocating them makes the collector walk everything the caller holds.
  const spare: Float64Array[] = [];
  const steps: Step[] = [];
  let value = objective(x, gradient);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (largest(gradient) <= tolerance) return iteration;
    descend(direction, gradient, steps, curvature);
    const line = new Line(objective, x, value, gradient, direction, spare);
    const found = searchLine(line);
    if (!found) {
      // Rounding hides any further descent, unless it was the remembered curvature that misled.
      if (steps.length === 0) return iteration;
      steps.length = 0;
      line.release();
      continue;
    }
    remember(steps, x, gradient, found);
    x.set(found.x);
    gradient.set(found.gradient);
    value = found.value;
    line.release();
  }
  return maxIterations;
}

/** Makes the direction −H·gradient, where H approximates the inverse of the Hessian (the two-loop recursion). */
function descend(
  direction: Float64Array,
  gradient: Float64Array,
  steps: readonly Step[],
  curvature: Float64Array,
): void {
  for (let at = 0; at < gradient.length; at++) direction[at] = -(gradient[at] ?? 0);
  const shares: number[] = [];
  for (const { s, y, rho } of steps.toReversed()) {
    const share = rho * dot(s, direction);
    shares.push(share);
    addTo(direction, y, -share);
  }
  const last = steps.at(-1);
  let scale = 1;
  if (last) {
    let bend = 0;
    for (let at = 0; at < curvature.length; at++) bend += (last.y[at] ?? 0) ** 2 / (curvature[at] ?? 1);
    scale = 1 / (last.rho * bend);
  }
  for (let at = 0; at < direction.length; at++) {
    direction[at] = ((direction[at] ?? 0) * scale) / (curvature[at] ?? 1);
  }
  for (const { s, y, rho } of steps) {
    addTo(direction, s, (shares.pop() ?? 0) - rho * dot(y, direction));
  }
}

function remember(steps: Step[], x: Float64Array, gradient: Float64Array, next: Point): void {
  const recycled = steps.length === memory ? steps.shift() : undefined;
  const s = recycled?.s ?? new Float64Array(x.length);
  const y = recycled?.y ?? new Float64Array(x.length);
  for (let at = 0; at < x.length; at++) {
    s[at] = (next.x[at] ?? 0) - (x[at] ?? 0);
    y[at] = (next.gradient[at] ?? 0) - (gradient[at] ?? 0);
  }
  const curvature = dot(s, y);
  if (curvature > 0) steps.push({ s, y, rho: 1 / curvature });
}

interface Point {
  /** Length of the step that led here. */
  readonly length: number;
  readonly value: number;
  readonly slope: number;
  readonly x: Float64Array;
  readonly gradient: Float64Array;
}

/** The objective along a direction. */
class Line {
  readonly start: Point;
  readonly #objective: Objective;
  readonly #direction: Float64Array;
  readonly #spare: Float64Array[];
  readonly #used: Float64Array[] = [];

  constructor(
    objective: Objective,
    x: Float64Array,
    value: number,
    gradient: Float64Array,
    direction: Float64Array,
    spare: Float64Array[],
  ) {
    this.#objective = objective;
    this.#direction = direction;
    this.#spare = spare;
    this.start = { length: 0, value, slope: dot(gradient, direction), x, gradient };
  }

  at(length: number): Point {
    const x = this.#take();
    x.set(this.start.x);
    addTo(x, this.#direction, length);
    const gradient = this.#take();
    const value = this.#objective(x, gradient);
    return { length, value, slope: dot(gradient, this.#direction), x, gradient };
  }

  /** Gives back the arrays of all points but the start. */
  release(): void {
    this.#spare.push(...this.#used.splice(0));
  }

  #take(): Float64Array {
    const array = this.#spare.pop() ?? new Float64Array(this.#direction.length);
    this.#used.push(array);
    return array;
  }
}

/** A step that satisfies the strong Wolfe conditions; undefined where rounding leaves none. */
function searchLine(line: Line): Point | undefined {
  const { start } = line;
  if (!(start.slope < 0)) return undefined;
  let previous = start;
  let length = 1;
  for (let turn = 0; turn < 20; turn++) {
    const point = line.at(length);
    if (!descends(start, point) || (turn > 0 && point.value >= previous.value)) {
      return narrow(line, previous, point);
    }
    if (isFlat(start, point)) return point;
    if (point.slope >= 0) return narrow(line, point, previous);
    previous = point;
    length *= 2;
  }
  return previous.value < start.value ? previous : undefined;
}

/** Narrows a bracket: `low` is the best point so far, and its slope points towards `high`. */
function narrow(line: Line, low: Point, high: Point): Point | undefined {
  const { start } = line;
  for (let turn = 0; turn < 30; turn++) {
    const width = high.length - low.length;
    const minimum = cubicMinimum(low, high);
    const margin = 0.1 * Math.abs(width);
    const isInside =
      minimum > Math.min(low.length, high.length) + margin &&
      minimum < Math.max(low.length, high.length) - margin;
    const point = line.at(isInside ? minimum : low.length + width / 2);
    if (!descends(start, point) || point.value >= low.value) high = point;
    else {
      if (isFlat(start, point)) return point;
      if (point.slope * width >= 0) high = low;
      low = point;
    }
  }
  return low.value < start.value ? low : undefined;
}

function descends(start: Point, { length, value, slope }: Point): boolean {
  if (value <= start.value + sufficientDecrease * length * start.slope) return true;
  // Close to the minimum values differ by rounding alone, and slopes tell more: Hager & Zhang, "A New Conjugate
  // Gradient Method with Guaranteed Descent and an Efficient Line Search" (2005), section 4.
  const isWithinRounding = value <= start.value + 1e-14 * Math.abs(start.value);
  return isWithinRounding && slope <= (2 * sufficientDecrease - 1) * start.slope;
}

function isFlat(start: Point, point: Point): boolean {
  return Math.abs(point.slope) <= -sufficientFlattening * start.slope;
}

/** Where the cubic through two points and slopes is least (Nocedal & Wright, equation 3.59). */
function cubicMinimum(a: Point, b: Point): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.length - b.length);
  const d2 = Math.sign(b.length - a.length) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.length - ((b.length - a.length) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}

/**
 * In four sums, because each addition would wait for the one before it. Each is declared by itself: the engine boxes the
 * numbers of a list.
 */
function dot(a: Float64Array, b: Float64Array): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let at = 0;
  for (; at + 4 <= a.length; at += 4) {
    first += (a[at] ?? 0) * (b[at] ?? 0);
    second += (a[at + 1] ?? 0) * (b[at + 1] ?? 0);
    third += (a[at + 2] ?? 0) * (b[at + 2] ?? 0);
    fourth += (a[at + 3] ?? 0) * (b[at + 3] ?? 0);
  }
  for (; at < a.length; at++) first += (a[at] ?? 0) * (b[at] ?? 0);
  return first + second + (third + fourth);
}

function addTo(target: Float64Array, added: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at++) target[at] = (target[at] ?? 0) + factor * (added[at] ?? 0);
}

function largest(values: Float64Array): number {
  let found = 0;
  for (const value of values) found = Math.max(found, Math.abs(value));
  return found;
}
