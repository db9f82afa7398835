/** A key of a database whose values are text. */
interface SwapKey {
  readonly read: () => Promise<string | undefined>;
  /** Writes a value, unless the key does not have the value `before` any more. @returns whether it was written. */
  readonly swap: (before: string | undefined, changed: unknown) => Promise<boolean>;
}

/** The `update` of a store: tries again until no other writer comes between. */
export async function swapValue(
  { read, swap }: SwapKey,
  change: (value: unknown) => unknown,
): Promise<unknown> {
  // Claims are updated the most, and a free cover has none: the first try does not read.
  let before: string | undefined;
  let changed: unknown;
  try {
    changed = change(undefined);
  } catch {
    // There may be a value that it can change.
    before = await read();
    changed = change(parseValue(before));
  }
  while (!(await swap(before, changed))) {
    before = await read();
    changed = change(parseValue(before));
  }
  return changed;
}

export function parseValue(text: string | undefined): unknown {
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}
