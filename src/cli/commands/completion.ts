import { Argument, Command } from 'commander';
import type { Io } from '../terminal/io.ts';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** How each shell loads the script. */
const loading = `
To load it in each new shell:
  bash        echo 'source <(spotitags completion bash)' >> ~/.bashrc
  zsh         echo 'source <(spotitags completion zsh)' >> ~/.zshrc      (after compinit)
  fish        spotitags completion fish > ~/.config/fish/completions/spotitags.fish
  PowerShell  Add-Content $PROFILE 'spotitags completion powershell | Out-String | Invoke-Expression'`;

export function completionCommand(io: Io): Command {
  return new Command('completion')
    .description(
      'prints a script with which a shell completes commands, options, names of providers and files',
    )
    .usage(shells.join('|'))
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', loading)
    .action(async (shell: (typeof shells)[number], _: unknown, command: Command) => {
      const { completionScript } = await import('../completion/script.ts');
      io.stdout.write(completionScript(shell, command.parent ?? command));
    });
}
