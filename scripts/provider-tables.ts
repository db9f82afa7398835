import {
  type AnyProvider,
  catalogs,
  classifiers,
  soundTaggers,
  taggers,
} from '../src/providers/providers.ts';
import { settingsTable } from './config-schema.ts';

/** The text of a page with its tables of providers and settings, which stand between markers: `<!-- providers -->`. */
export function withTables(page: string): string {
  const tables = new Map([
    ['settings', settingsTable()],
    ['providers', providersTable()],
    ['provider-names', namesTable()],
  ]);
  return page.replace(
    /(<!-- ([a-z-]+): made by `npm run generate` -->\n).*?(<!-- \/\2 -->)/gsu,
    (_, begin: string, name: string, end: string) => `${begin}\n${tables.get(name) ?? ''}\n${end}`,
  );
}

/** What programs import: catalogs, taggers and sound taggers. */
function providersTable(): string {
  const rows = [...catalogs, ...taggers, ...soundTaggers].map((provider) => [
    `\`${provider.exportName}\``,
    provider.needs,
    provider.summary + (provider.subpath === undefined ? '' : ` (\`spotitags/${provider.subpath}\`)`),
  ]);
  return markdownTable([['', 'needs', 'what it is'], ...rows]);
}

/** What the command line takes. */
function namesTable(): string {
  const rows = [...catalogs, ...taggers, ...soundTaggers, ...classifiers].map((provider) => [
    `\`--${provider.kind} ${provider.name}\``,
    provider.summary,
    variablesOf(provider),
    flagsOf(provider),
  ]);
  return markdownTable([['', 'what it is', 'variables', 'options of its own'], ...rows]);
}

function variablesOf({ environment = [] }: AnyProvider): string {
  return environment
    .map((variables) => variables.map(({ name }) => `\`${name}\``).join(' and '))
    .join(', or ');
}

function flagsOf({ name, flags = [], optionsFile }: AnyProvider): string {
  const all = flags.map(({ flag }) => flag);
  if (optionsFile) all.push(`--${name} <file>`);
  return all.map((flag) => `\`${flag}\``).join(', ');
}

/** A table as Prettier formats it. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(3, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |\n`;
  const [heading = [], ...body] = rows;
  return [line(heading), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('');
}
