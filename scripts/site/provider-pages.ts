import { type AnyProvider, providers } from '../../src/providers/providers.ts';
import { inTable } from './markdown.ts';
import { type ExportComments, type OptionComment, commentReader } from './option-comments.ts';

/** The pages of all providers by their path in the site. Options are those of the schemas. */
export function providerPages(): ReadonlyMap<string, string> {
  const commentsOf = commentReader();
  const pages = new Map<string, string>();
  for (const provider of providers) {
    const comments = commentsOf(provider.subpath ?? '', provider.exportName);
    pages.set(`providers/${provider.exportName}.md`, providerPage(provider, comments));
  }
  const rows = providers.map(
    ({ exportName, kind, summary, needs }) =>
      `| [\`${exportName}\`](/providers/${exportName}.md) | ${kind} | ${inTable(needs)} | ${inTable(summary)} |`,
  );
  const table = ['| | kind | needs | what it is |', '| --- | --- | --- | --- |', ...rows];
  pages.set('providers/index.md', `# Providers\n\n${table.join('\n')}\n`);
  return pages;
}

function providerPage(provider: AnyProvider, comments: ExportComments): string {
  const { exportName, subpath, kind, name, summary, packages = [] } = provider;
  const module = subpath === undefined ? 'spotitags' : `spotitags/${subpath}`;
  const api = `/api/${module}/${comments.isClass ? 'classes' : 'functions'}/${exportName}.md`;
  const install = ['spotitags', ...packages.map((needed) => needed.name)].join(' ');
  const parts = [
    `# ${exportName}`,
    `A ${kind === 'sound' ? 'sound tagger' : kind}: ${inTable(summary)}. It needs ${inTable(provider.needs)}.`,
    `\`\`\`sh\nnpm install ${install}\n\`\`\``,
    `\`\`\`ts\nimport { ${exportName} } from '${module}';\n\`\`\``,
    `Its methods are in the [API reference](${api}).`,
    '## Options',
    ...optionSections(provider, comments),
  ];
  if (kind !== 'store')
    parts.push(
      '## Command line',
      `Its name is \`${name}\`, as in \`--${kind} ${name}\`.`,
      ...flags(provider),
    );
  return `${parts.join('\n\n')}\n`;
}

function flags({ name, environment = [], flags: all = [], optionsFile, missing }: AnyProvider): string[] {
  const rows = all.map(({ flag, option, help }) => [flag, option, help]);
  if (optionsFile) rows.push([`--${name} <file>`, '', optionsFile.help]);
  for (const { name: variable, option } of environment.flat())
    rows.push([variable, option, 'a variable of the environment']);
  const lines = rows.map(
    ([flag = '', option = '', help = '']) =>
      `| \`${flag}\` | ${option === '' ? '' : `\`${option}\``} | ${inTable(help)} |`,
  );
  return [
    ...(lines.length > 0
      ? [['| flag or variable | option | what it is |', '| --- | --- | --- |', ...lines].join('\n')]
      : []),
    ...(missing === undefined ? [] : [inTable(missing)]),
  ];
}

function optionSections({ options }: AnyProvider, { options: comments }: ExportComments): string[] {
  const sections = Object.entries(entriesOf(options)).map(([name, entry]) => {
    const comment = comments.get(name);
    const taken = takenBy(entry);
    const byDefault = defaultOf(entry, comment);
    const facts = [
      ...(taken === '' ? [] : [`- It must ${inTable(taken)}.`]),
      ...(isRequired(entry) ? ['- It is required.'] : []),
      ...(byDefault === '' ? [] : [`- Default: ${inTable(byDefault)}`]),
    ];
    return [`### ${name}`, inTable(comment?.text ?? ''), facts.join('\n')].filter((part) => part !== '');
  });
  return sections.length === 0 ? ['It takes no options.'] : sections.flat();
}

/** The entries of a schema of options, which may be the first step of a pipe. */
function entriesOf(schema: unknown): object {
  if (!isObject(schema)) return {};
  if ('entries' in schema && isObject(schema.entries)) return schema.entries;
  return 'pipe' in schema && Array.isArray(schema.pipe) ? entriesOf(schema.pipe[0]) : {};
}

/** What a value must be, as the schema's error says it. */
function takenBy(entry: unknown): string {
  if (!isObject(entry)) return '';
  if ('wrapped' in entry) return takenBy(entry.wrapped);
  if ('pipe' in entry && Array.isArray(entry.pipe)) return takenBy(entry.pipe[0]);
  if (!('message' in entry) || typeof entry.message !== 'function') return '';
  const said = String(Reflect.apply(entry.message, undefined, [{ input: undefined }]));
  return said.startsWith('must ') ? said.replace(/^must /u, '').replace(/, got nothing$/u, '') : '';
}

function defaultOf(entry: unknown, comment: OptionComment | undefined): string {
  if (isRequired(entry)) return '';
  const value = isObject(entry) && 'default' in entry ? entry.default : undefined;
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value) || Array.isArray(value);
  const shown = isPlain ? JSON.stringify(value) : '';
  if (shown !== '' && shown.length <= 60) return `\`${shown}\``;
  return comment?.default ?? '';
}

function isRequired(entry: unknown): boolean {
  return !isObject(entry) || !('type' in entry) || entry.type !== 'exact_optional';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
