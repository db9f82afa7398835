/**
 * An object that behaves as `target`, except for the members of `overrides`. Members that the target lacks
 * are absent here too. Members that are added to a contract later pass through, so a decorator never drops
 * them.
 */
export function delegate<T extends object>(target: T, overrides: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(overrides, name)) return Reflect.get(overrides, name) as unknown;
      const value: unknown = Reflect.get(target, name);
      // Bound, because methods of a class with private fields need the original `this`.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    has: (_, name) => Object.hasOwn(overrides, name) || Reflect.has(target, name),
  });
}
