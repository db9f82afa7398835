/** A value in the message of an error, on one line, as Node.js shows it. Objects and lists are shown one level deep. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return described(value, true).slice(0, 100);
}

function described(value: unknown, isOuter: boolean): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[Function: ${value.name}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return isOuter ? listed(value) : '[Array]';
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (name !== 'Object' || !isOuter) return `[${name}]`;
  const members = Object.entries(value).slice(0, most);
  return wrapped(
    '{',
    members.map(([key, member]) => `${key}: ${described(member, false)}`),
    '}',
  );
}

/** Members that are shown. More do not fit into the message. */
const most = 10;

function listed(list: readonly unknown[]): string {
  return wrapped(
    '[',
    list.slice(0, most).map((member) => described(member, false)),
    ']',
  );
}

function wrapped(open: string, members: readonly string[], close: string): string {
  return members.length > 0 ? `${open} ${members.join(', ')} ${close}` : open + close;
}
