import type { CommandWords, OptionWords } from './words.ts';

/** A script for bash 3.2 or later, which needs no other package. */
export function bashScript(commands: readonly CommandWords[]): string {
  const paths = commands.flatMap(({ path }) => (path === '' ? [] : [path]));
  return `# spotitags completion for bash
_spotitags() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "\${command:+$command }$word" in
      ${paths.map(quoted).join('|')}) command="\${command:+$command }$word" ;;
    esac
  done
  COMPREPLY=()
  # If nothing is found, names of files are completed. An old bash cannot turn that off.
  case "$command $prev" in
${commands.flatMap((command) => command.options.flatMap((option) => valueCase(command.path, option))).join('\n')}
  esac
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
}
complete -o default -F _spotitags spotitags
`;
}

function valueCase(path: string, { flag, value }: OptionWords): string[] {
  if (!value || value.kind === 'file') return value ? [`    ${quoted(`${path} ${flag}`)}) return ;;`] : [];
  const done = {
    folder: 'compopt -o dirnames +o default 2>/dev/null; return',
    text: 'compopt +o default 2>/dev/null; return',
    words:
      value.kind === 'words'
        ? `COMPREPLY=($(compgen -W ${quoted(value.words.join(' '))} -- "$cur")); return`
        : '',
  };
  return [`    ${quoted(`${path} ${flag}`)}) ${done[value.kind]} ;;`];
}

function commandCase({ path, options, words }: CommandWords): string {
  const flags = options.map(({ flag }) => flag).join(' ');
  const first = words.map(({ word }) => word).join(' ');
  return `    ${quoted(path)})
      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W ${quoted(flags)} -- "$cur"))
      else COMPREPLY=($(compgen -W ${quoted(first)} -- "$cur")); fi ;;`;
}

/** As one word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
