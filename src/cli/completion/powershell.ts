import type { CommandWords, OptionWords } from './words.ts';

/** A script for PowerShell 5.1 or later. If it finds nothing, PowerShell completes names of files. */
export function powershellScript(commands: readonly CommandWords[]): string {
  return `# spotitags completion for PowerShell
Register-ArgumentCompleter -Native -CommandName spotitags -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $commands = @{
${commands.map(({ path, words }) => `        ${quoted(path)} = ${listOf(words)}`).join('\n')}
    }
    $options = @{
${commands.map(({ path, options }) => `        ${quoted(path)} = ${listOf(options.map(({ flag, help }) => ({ word: flag, help })))}`).join('\n')}
    }
    $values = @{
${commands.flatMap(({ path, options }) => options.flatMap((option) => valueLine(path, option))).join('\n')}
    }
    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    $command = ''
    foreach ($word in ($before | Select-Object -Skip 1)) {
        $longer = "$command $word".Trim()
        if ($commands.ContainsKey($longer)) { $command = $longer }
    }
    $key = "$command $($before[-1])"
    $found = if ($values.ContainsKey($key)) { $values[$key] }
        elseif ($wordToComplete.StartsWith('-')) { $options[$command] }
        else { $commands[$command] }
    $found | Where-Object { $_[0].StartsWith($wordToComplete) } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
    }
}
`;
}

interface Word {
  readonly word: string;
  readonly help: string;
}

/** A list of pairs. PowerShell needs the comma before each of them to keep them apart. */
function listOf(words: readonly Word[]): string {
  return `@(${words.map(({ word, help }) => `,@(${quoted(word)}, ${quoted(help || word)})`).join(' + ')})`;
}

function valueLine(path: string, { flag, value }: OptionWords): string[] {
  if (value?.kind !== 'words') return value ? [`        ${quoted(`${path} ${flag}`)} = @()`] : [];
  return [
    `        ${quoted(`${path} ${flag}`)} = ${listOf(value.words.map((word) => ({ word, help: word })))}`,
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
