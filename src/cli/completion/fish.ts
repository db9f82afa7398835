import type { CommandWords, OptionWords } from './words.ts';

/** A script for fish 3 or later. */
export function fishScript(commands: readonly CommandWords[]): string {
  const paths = commands.flatMap(({ path }) => (path === '' ? [] : [path]));
  const tests = paths.map(
    (path) => `            case ${quoted(path)}\n                set command ${quoted(path)}`,
  );
  return `# spotitags completion for fish
function __spotitags_is
    set -l command ''
    for word in (commandline -opc)[2..-1]
        switch (string trim "$command $word")
${tests.join('\n')}
        end
    end
    test "$command" = "$argv[1]"
end
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, options, words }: CommandWords): string[] {
  const here = `complete -c spotitags -n "__spotitags_is ${quoted(path)}"`;
  return [
    ...words.map(
      ({ word, help }) => `${here} -f -a ${quoted(word)}${help === '' ? '' : ` -d ${quoted(help)}`}`,
    ),
    ...options.map(
      ({ flag, help, value }) => `${here} -l ${flag.replace(/^--/u, '')} -d ${quoted(help)}${valueOf(value)}`,
    ),
  ];
}

function valueOf(value: OptionWords['value']): string {
  if (!value) return '';
  if (value.kind === 'words') return ` ${value.orFile ? '-r' : '-x'} -a ${quoted(value.words.join(' '))}`;
  return { file: ' -r -F', folder: " -x -a '(__fish_complete_directories)'", text: ' -x' }[value.kind];
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
