const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** What neither HTML nor XML may contain: control characters, noncharacters, halves of surrogate pairs. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;
/** They change the direction of text, up to text that is not theirs. */
const directions = /[\u202a-\u202e\u2066-\u2069]/gu;

/** Text from outside, as the content of an element or between the quotes of an attribute, in HTML and in SVG. */
export function escapeText(text: string): string {
  return text
    .replaceAll(forbidden, '\ufffd')
    .replaceAll(directions, '')
    .replaceAll(/[&<>"']/gu, (character) => entities.get(character) ?? character);
}

/**
 * A link that is safe to follow, escaped: to a place of the page (`#artist-3`), or to `http` and `https`. Undefined for
 * anything else, such as `javascript:`, which runs as a script.
 */
export function escapeLink(link: string): string | undefined {
  if (link.startsWith('#')) return escapeText(link);
  const url = URL.canParse(link) ? new URL(link) : undefined;
  return url && /^https?:$/u.test(url.protocol) ? escapeText(url.href) : undefined;
}
