/** The types at each path of JSON: `items[].name` → `string`. */
export type WireShape = ReadonlyMap<string, ReadonlySet<string>>;

/** What a fake service has other than the real one. */
export interface ShapeDifference {
  readonly request: string;
  readonly path: string;
  readonly words: string;
}

/** Adds the types of a value to a shape. */
export function addShape(shape: Map<string, Set<string>>, value: unknown, path = ''): void {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const types = shape.get(path) ?? new Set();
  shape.set(path, types.add(type));
  if (Array.isArray(value)) for (const item of value) addShape(shape, item, `${path}[]`);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value))
      addShape(shape, inner, path === '' ? key : `${path}.${key}`);
}

/**
 * Where the answers of a fake contradict those of the service: a key that did not come, or another type. A key that only the
 * service has is not a difference, because a fake has what the library reads. Requests that were not made to both are left out.
 */
export function differences(
  fake: ReadonlyMap<string, WireShape>,
  real: ReadonlyMap<string, WireShape>,
): ShapeDifference[] {
  const found: ShapeDifference[] = [];
  for (const [request, shape] of fake) {
    const other = real.get(request);
    if (!other) continue;
    for (const [path, types] of shape) {
      const parent = path.replace(/(?:\[\]|\.?[^.[\]]+)$/u, '');
      // One message for a whole object, and none for the items of a list that came empty.
      if (path !== '' && !other.has(parent)) continue;
      const came = other.get(path);
      if (!came) {
        if (!path.endsWith('[]'))
          found.push({ request, path, words: 'the fake has it, and it did not come' });
      } else if (![...types].some((type) => came.has(type))) {
        const words = `the fake has ${[...types].join(' or ')}, and ${[...came].join(' or ')} came`;
        found.push({ request, path, words });
      }
    }
  }
  return found;
}
