import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { SpotiTagsError } from '../errors.ts';
import { classifyCommand } from './classify.ts';
import { collectCommand } from './collect.ts';
import { convertCommand } from './convert.ts';
import { evaluateCommand } from './evaluate.ts';
import { experimentCommand } from './experiment.ts';
import { type Io, printable } from './io.ts';
import { UsageError } from './stations.ts';
import { tagCommand } from './tag.ts';
import { trainCommand } from './train.ts';

/** Runs the command line. @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const fail = (code: number) => {
    exitCode = code;
  };
  const program = new Command('spotitags')
    .description("Tells what an artist's album covers look like, and which genre the artist plays.")
    .addHelpText('after', '\nNo keys at hand? spotitags tag --image cover.jpg')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  for (const add of [
    tagCommand,
    collectCommand,
    trainCommand,
    classifyCommand,
    evaluateCommand,
    experimentCommand,
    convertCommand,
  ]) {
    const command = add(io, fail).copyInheritedSettings(program);
    program.addCommand(command.showHelpAfterError(`Type: spotitags ${command.name()} ${command.usage()}`));
  }

  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (io.signal.aborted) {
      io.stderr.write('Interrupted: nothing was written.\n');
      return 130;
    }
    const isUsage = error instanceof UsageError;
    if (!isUsage && !SpotiTagsError.isInstance(error) && !isSystemError(error)) throw error;
    io.stderr.write(`${printable(error.message)}\n`);
    return isUsage ? 2 : 1;
  }
}

/** What the operating system refuses: a full disk, a folder that may not be written. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
