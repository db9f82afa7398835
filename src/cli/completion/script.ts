import type { Command } from 'commander';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { powershellScript } from './powershell.ts';
import { wordsOf } from './words.ts';
import { zshScript } from './zsh.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript, powershell: powershellScript };

/** What a shell runs to complete the commands of the program. It starts no process when a key is pressed. */
export function completionScript(shell: keyof typeof scripts, program: Command): string {
  return scripts[shell](wordsOf(program));
}
