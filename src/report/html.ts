import { escapeText } from './escape.ts';

/** Markup that is safe to put into a page as it is. Only {@link fragment} and {@link markup} make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes. Texts and numbers are escaped; what is undefined leaves no trace. */
export type HtmlValue = string | number | undefined | Html | readonly HtmlValue[];

/** A template of markup: what is put into it is escaped, unless it is markup already. The source's indentation is left out. */
export function fragment(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = dense(template);
  let text = parts[0] ?? '';
  for (const [at, value] of values.entries()) text += textOf(value) + (parts[at + 1] ?? '');
  return new Html(text);
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>();

/** A template is the same array each time: its parts are made dense once, because pages have some of them 20,000 times. */
function dense(template: TemplateStringsArray): readonly string[] {
  const found = known.get(template) ?? template.map((part) => part.replace(/\n\s*/gu, '\n'));
  known.set(template, found);
  return found;
}

/** Markup that this project made, such as a chart. */
export function markup(text: string): Html {
  return new Html(text);
}

function textOf(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeText(value);
  return typeof value === 'number' ? String(value) : value.map(textOf).join('');
}
