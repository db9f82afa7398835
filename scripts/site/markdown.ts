/** Plain text as the cell of a table: one line, and nothing in it is HTML or a template outside of code. */
export function inTable(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replaceAll('|', '\\|')
    .split(/(`[^`]*`)/u)
    .map((part, at) =>
      at % 2 === 1 ? part : part.replaceAll('<', '&lt;').replaceAll('{{', '&lbrace;&lbrace;'),
    )
    .join('');
}
