const longestExcerpt = 200;
/** Characters of a text that are searched for secrets. More than an excerpt needs, however much of it is escaped. */
const longestSearch = 20_000;
/** Shorter secrets are found only in the usual spellings, because spaced out they occur in any text. */
const shortestWrapped = 8;

/** Shortens untrusted text to one line, without control and formatting characters. */
export function excerpt(text: string): string {
  const start = text.slice(0, longestSearch);
  const line = start.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > longestExcerpt ? `${line.slice(0, longestExcerpt)}…` : line;
}

/** The beginning of an untrusted text without secrets, on one line. */
export function quote(text: string, secrets: readonly string[]): string {
  // Redacted before it is shortened, because otherwise a part of a secret could remain at the end.
  const clean = redact(text.slice(0, longestSearch), secrets);
  return excerpt(text.length > longestSearch ? clean.slice(0, longestSearch / 2) : clean);
}

/**
 * Removes the secrets from a text, also if they are escaped for a URL, JSON or HTML, wrapped, or written in Base64 with or
 * without padding. Other tokens that a service shows by their usual names are removed too.
 */
export function redact(text: string, secrets: readonly string[]): string {
  return removed(text, secrets).replace(namedToken, '$1[redacted]');
}

/** `"access_token": "…"`, `access_token=…` and `Bearer …`. */
const namedToken =
  /((?:access|refresh|id)_?token\\*["']?\s*[:=]\s*\\*["']?|\b(?:bearer|basic)\s+(?=[\w.~+/=-]{16}))[^"'\\&\s,;}<]+/giu;

/**
 * Whether a text contains one of the secrets, in any spelling. Secrets of a few characters are left out, because they occur
 * in any text.
 */
export function containsSecret(text: string, secrets: readonly string[]): boolean {
  const plain = longEnough(secrets).map(plainForms);
  if (plain.length === 0) return false;
  let layer = text;
  for (let depth = 0; depth <= deepest; depth += 1) {
    if (depth > 0) layer = layer.replace(unit, decoded);
    if (plain.some((forms) => forms.some((form) => layer.includes(form)))) return true;
  }
  return false;
}

/** Removes the secrets from all texts of parsed JSON. */
export function redactDeep(value: unknown, secrets: readonly string[]): unknown {
  const long = longEnough(secrets);
  const visit = (part: unknown): unknown => {
    if (typeof part === 'string') return removed(part, long);
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [removed(key, long), visit(inner)]));
  };
  return visit(value);
}

function longEnough(secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => secret.length >= shortestWrapped);
}

function removed(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  return longestFirst.reduce((clean, secret) => {
    if (secret.length < shortestWrapped) return withoutShort(clean, secret);
    return containsSecret(clean, [secret]) ? withoutOne(clean, secret) : clean;
  }, text);
}

function withoutShort(text: string, secret: string): string {
  return [encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), secret].reduce(
    (clean, spelling) => clean.replaceAll(spelling, '[redacted]'),
    text,
  );
}

/** How often a text may be escaped. */
const deepest = 3;

/**
 * One escaped character of a URL, of JSON or JavaScript, or of HTML; or what may stand between the characters of a wrapped
 * secret. `=` is among these: it fills Base64, and wraps mail.
 */
const unit =
  /%([0-9a-f]{2})|\\+u\{?([0-9a-f]{2,6})\}?|\\+x([0-9a-f]{2})|&#(\d{1,6});?|&#x([0-9a-f]{1,6});?|&([a-z]{2,8});|<w?br\s*\/?>|\\+[nrt]?|[\s\p{Cc}\p{Cf}=]+|[_-]/giu;

const entities = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    plus: '+',
    sol: '/',
    equals: '=',
    colon: ':',
  }),
);

function decoded(whole: string, ...groups: readonly unknown[]): string {
  const [percent, unicode, hex, decimal, entityHex, name] = groups.map((group) =>
    typeof group === 'string' ? group : undefined,
  );
  if (name !== undefined) return entities.get(name.toLowerCase()) ?? whole;
  const code = parseInt(percent ?? unicode ?? hex ?? entityHex ?? '', 16);
  const point = Number.isNaN(code) ? Number(decimal ?? Number.NaN) : code;
  if (!Number.isNaN(point)) return point <= 0x10ffff ? String.fromCodePoint(point) : '';
  // The last characters of Base64 differ in URLs.
  if (whole === '-') return '+';
  return whole === '_' ? '/' : '';
}

/** A secret and its Base64 form, as they are after a text was decoded as often as it can be. */
function plainForms(secret: string): readonly string[] {
  return [secret, Buffer.from(secret).toString('base64')].flatMap((form) => {
    const forms = [form];
    for (let depth = 0; depth < deepest; depth += 1) forms.push((forms.at(-1) ?? '').replace(unit, decoded));
    return [...new Set(forms)].filter((one) => one.length >= shortestWrapped);
  });
}

/** Decodes layer after layer, and remembers where each character was. */
function withoutOne(text: string, secret: string): string {
  const forms = plainForms(secret);
  let layer = text;
  let places = Array.from({ length: text.length }, (_, at): readonly [number, number] => [at, at + 1]);
  const hidden = new Set<number>();
  for (let depth = 0; depth <= deepest; depth += 1) {
    if (depth > 0) [layer, places] = decodeLayer(layer, places);
    for (const form of forms) {
      for (let at = layer.indexOf(form); at !== -1; at = layer.indexOf(form, at + 1)) {
        const end = places[at + form.length - 1]?.[1] ?? 0;
        for (let place = places[at]?.[0] ?? 0; place < end; place += 1) hidden.add(place);
      }
    }
  }
  return text
    .replace(/[^]/gu, (character, at: number) => (hidden.has(at) ? '\0' : character))
    .replace(marks, '[redacted]');
}

/** What is removed, and the padding of Base64 after it. */
const marks = /\0+(?:=|%(?:25)*3d)*/giu;

function decodeLayer(
  text: string,
  places: readonly (readonly [number, number])[],
): [string, (readonly [number, number])[]] {
  const parts: string[] = [];
  const next: (readonly [number, number])[] = [];
  let done = 0;
  const keep = (end: number) => {
    parts.push(text.slice(done, end));
    for (; done < end; done += 1) next.push(places[done] ?? [0, 0]);
  };
  text.replace(unit, (whole: string, ...rest: unknown[]) => {
    const at = Number(rest[6]);
    keep(at);
    const made = decoded(whole, ...rest.slice(0, 6));
    parts.push(made);
    const place = [places[at]?.[0] ?? 0, places[at + whole.length - 1]?.[1] ?? 0] as const;
    next.push(...Array.from({ length: made.length }, () => place));
    done = at + whole.length;
    return whole;
  });
  keep(text.length);
  return [parts.join(''), next];
}
