import { Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { SpotiTagsError } from '../errors.ts';
import { type WaitListener, withWaitListener } from '../http/waiting.ts';
import { classifyCommand } from './commands/classify.ts';
import { clustersCommand } from './commands/clusters.ts';
import { collectCommand } from './commands/collect.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand } from './commands/completion.ts';
import { convertCommand } from './commands/convert.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { estimateCommand } from './commands/estimate.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { experimentCommand } from './commands/experiment.ts';
import { feedbackCommand } from './commands/feedback.ts';
import { genresCommand } from './commands/genres.ts';
import { failure, heading } from './terminal/color.ts';
import { type Io, type ProcessIo, atOnce, printable, safeIo } from './terminal/io.ts';
import { reportCommand } from './commands/report.ts';
import { similarCommand } from './commands/similar.ts';
import { storeCommand } from './commands/store.ts';
import { tagCommand } from './commands/tag.ts';
import { trainCommand } from './commands/train.ts';
import { queueCommand } from './commands/queue.ts';
import { workerCommand } from './commands/worker.ts';
import { applySettings, sourcesIn } from './options/apply-settings.ts';
import { musicHint } from './options/music-hint.ts';
import { nearFiles } from './options/near-files.ts';
import type { Setting } from './options/settings.ts';
import { Interrupted } from './terminal/interrupted.ts';
import { UsageError } from './options/usage-error.ts';

/** Runs the command line. @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function run(argv: readonly string[], processIo: ProcessIo): Promise<number> {
  const io = safeIo(processIo);
  let exitCode = 0;
  const fail = (code: number) => {
    exitCode = code;
  };
  const program = commandLine(io, fail);
  let applied: readonly Setting[] = [];
  let options: { readonly root?: unknown; readonly catalog?: unknown } = {};
  program.hook('preAction', async (_, command) => {
    applied = await applySettings(command, io);
    options = command.opts();
    for (const { key, texts, source } of applied)
      io.stderr.detail(`The ${key} ${texts.join(', ')} comes from ${source}.`);
  });

  try {
    await withWaitListener(noteRequests(io), () => program.parseAsync(argv, { from: 'user' }));
    io.stderr.detail('Done.');
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (io.stop.aborted || io.signal.aborted) {
      const said = error instanceof Interrupted ? error.message : 'Interrupted. Nothing was written.';
      if (said !== '') io.stderr.fail(`${said}\n`);
      return 130;
    }
    const isUsage = error instanceof UsageError;
    if (!isUsage && !SpotiTagsError.isInstance(error) && !isSystemError(error)) throw error;
    const more = [
      sourcesIn(error.message, applied, io.cwd),
      await nearFiles(error),
      await musicHint(error, options),
    ].join('');
    io.stderr.fail(`${failure(printable(error.message))}${printable(more)}\n`);
    return isUsage ? 2 : 1;
  }
}

/** All commands. @param fail - called with the exit code of a command that printed why it failed. */
export function commandLine(io: Io, fail: (code: number) => void): Command {
  const program = new Command('spotitags')
    .description("Says what an artist's album covers look like, and which genre the artist plays.")
    .addHelpText(
      'after',
      '\nTo see what it does: spotitags demo. Without keys: spotitags tag --image cover.jpg. To see what can be used here: spotitags doctor',
    )
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        io.stdout.write(text);
      },
      writeErr: (text) => {
        io.stderr.fail(text);
      },
      outputError: (text, write) => {
        write(`${failure(text.trimEnd())}\n`);
      },
    })
    .configureHelp({ styleTitle: heading, showGlobalOptions: true })
    .option('--quiet', 'print only results and errors')
    .addOption(
      new Option(
        '--verbose',
        'say each step, each request and how long it took, on standard error',
      ).conflicts('quiet'),
    );
  program.hook('preAction', (_, command) => {
    const { quiet, verbose } = program.opts<{ quiet?: true; verbose?: true }>();
    io.stderr.level = quiet ? 'quiet' : verbose ? 'verbose' : 'normal';
    checkValues(command.opts());
  });
  program.addCommand(addHelp(collectCommand(io), program));
  program.addCommand(addHelp(workerCommand(io), program));
  // Collections and workers have work to finish. The other commands end at the first interrupt.
  const hasty: Io = { ...io, signal: atOnce(io) };
  for (const add of [
    tagCommand,
    genresCommand,
    compareCommand,
    similarCommand,
    clustersCommand,
    trainCommand,
    classifyCommand,
    estimateCommand,
    feedbackCommand,
    evaluateCommand,
    experimentCommand,
    reportCommand,
    convertCommand,
    storeCommand,
    queueCommand,
    demoCommand,
    doctorCommand,
    completionCommand,
  ]) {
    program.addCommand(addHelp(add(hasty, fail), program));
  }
  return program;
}

/** An option that lacks its value takes the next option as the value. */
function checkValues(options: Readonly<Record<string, unknown>>): void {
  for (const value of Object.values(options).flat()) {
    if (typeof value !== 'string' || !value.startsWith('--')) continue;
    throw new UsageError(
      `The option before ${value} has no value. Type its value first, or ./${value} for a file of that name.`,
    );
  }
}

/** Says what is awaited, and each answer to a user who wants to know. Many requests may fail for the same reason at the same time. */
function noteRequests({ stderr }: Io): WaitListener {
  const said = new Map<string, number>();
  const note = (subject: string, text: string, interval: number) => {
    const last = said.get(subject);
    if (last !== undefined && Date.now() - last < interval) return;
    said.set(subject, Date.now());
    stderr.note(printable(text));
  };
  return {
    onRetry: ({ message }, waitMs) => {
      note(message, `Trying again in ${Math.ceil(waitMs / 1000)} s: ${message}`, noteInterval);
    },
    onWait: (sentence) => {
      // Once: a tagger's service takes seconds for each of many batches.
      note(sentence, sentence, Infinity);
    },
    onAnswer: (request, status, ms) => {
      stderr.detail(`${request}: ${status}, in ${Math.round(ms)} ms`);
    },
  };
}

/** Milliseconds between two notes of the same failure. */
const noteInterval = 10_000;

function addHelp(command: Command, program: Command): Command {
  const usage = `Type: spotitags ${command.name()} ${command.usage()}`;
  command.copyInheritedSettings(program).showHelpAfterError(usage);
  // Subcommands were added before these settings could be inherited. Without this, they would end the
  // process.
  for (const part of command.commands) part.copyInheritedSettings(command);
  return command;
}

/** Errors of the operating system: a full disk, a folder that may not be written. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
