import { quoted } from './bash.ts';
import type { CommandWords, OptionWords } from './words.ts';

/** A script for zsh, to be sourced, or to be put as `_spotitags` into a folder of `$fpath`. */
export function zshScript(commands: readonly CommandWords[]): string {
  const paths = commands.flatMap(({ path }) => (path === '' ? [] : [path]));
  return `#compdef spotitags
# spotitags completion for zsh
_spotitags() {
  local command= word cur=\${words[CURRENT]} prev=\${words[CURRENT-1]}
  local -a flags names
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${command:+$command }$word" in
      ${paths.map((path) => `(${quoted(path)})`).join(' command="${command:+$command }$word" ;;\n      ')} command="\${command:+$command }$word" ;;
    esac
  done
  case "$command $prev" in
${commands.flatMap((command) => command.options.flatMap((option) => valueCase(command.path, option))).join('\n')}
  esac
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
  if [[ $cur == -* ]]; then _describe option flags
  elif (( \${#names} )); then _describe command names || _files
  else _files; fi
}
if [[ $funcstack[1] == _spotitags ]]; then _spotitags "$@"
else compdef _spotitags spotitags; fi
`;
}

function valueCase(path: string, { flag, value }: OptionWords): string[] {
  if (!value) return [];
  const done = {
    file: '_files',
    folder: '_files -/',
    text: '_message value',
    words:
      value.kind === 'words'
        ? `compadd -- ${value.words.map(quoted).join(' ')}${value.orFile ? ' || _files' : ''}`
        : '',
  };
  return [`    (${quoted(`${path} ${flag}`)}) ${done[value.kind]}; return ;;`];
}

function commandCase({ path, options, words }: CommandWords): string {
  const flags = options.map(({ flag, help }) => described(flag, help));
  const names = words.map(({ word, help }) => described(word, help));
  return `    (${quoted(path)}) flags=(${flags.join(' ')}); names=(${names.join(' ')}) ;;`;
}

/** A word with its help behind a colon. */
function described(word: string, help: string): string {
  const escaped = word.replaceAll(':', String.raw`\:`);
  return quoted(help === '' ? escaped : `${escaped}:${help}`);
}
