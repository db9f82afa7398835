import { Command } from 'commander';
import { SpotiTagsError } from '../../errors.ts';
import { type AnyProvider, providers } from '../../providers/providers.ts';
import { withWaitListener } from '../../http/waiting.ts';
import { shortWork, withBar } from '../terminal/progress.ts';
import { checkOptions } from '../../util/options.ts';
import { firstLine, isNotInstalled } from '../../util/optional-package.ts';
import type { ProviderPackage } from '../../util/provider.ts';
import { withDeadline } from '../../util/waits.ts';
import { environmentOptions, isInEnvironment } from '../options/provider-options.ts';
import { type Setting, readSettings } from '../options/settings.ts';
import { largestOf } from '../../util/order.ts';
import { jsonText } from '../../util/json.ts';
import { columnNames, failure } from '../terminal/color.ts';
import { type Io, printable } from '../terminal/io.ts';
import { nativeBuilds } from '../terminal/native-builds.ts';

/** Whether something can be used, and if not, what to do. */
interface Finding {
  readonly name: string;
  readonly state: 'usable' | 'missing' | 'broken';
  readonly words: string;
}

/** Milliseconds for all services together, because they are asked at the same time. */
const timeLimit = 10_000;

export function doctorCommand(io: Io, fail: (code: number) => void): Command {
  return new Command('doctor')
    .description('checks keys, packages and the network, and says what to do about problems')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: true }) => {
      const findings = await withBar(
        io.stderr,
        (bar) => {
          bar.show(() => `Asking the services, for at most ${timeLimit / 1000} s …`);
          return examine(io);
        },
        shortWork,
      );
      if (findings.some(({ state }) => state === 'broken')) fail(1);
      const marks = { usable: '✓', missing: '-', broken: failure('✗') };
      const names = ['what', ...findings.map(({ name }) => name)];
      const width = largestOf(names.map(({ length }) => length));
      const line = (mark: string, name: string, words: string) =>
        `${mark} ${name.padEnd(width)}  ${printable(words)}`;
      io.stdout.write(
        json
          ? `${jsonText(findings, 2)}\n`
          : [
              columnNames(line(' ', 'what', 'what was found')),
              ...findings.map(({ name, state, words }) => line(marks[state], name, words)),
              '',
            ].join('\n'),
      );
    });
}

async function examine(io: Io): Promise<Finding[]> {
  const asked = await Promise.all(providers.map((provider) => ask(provider, io)));
  // Afterwards: importing a large package takes seconds in which no answer of a service is read.
  const loaded = await Promise.all(providers.map(({ packages = [] }) => loadAll(packages)));
  const usable: Answer = { state: 'usable', words: '' };
  const settings = distinct(await readSettings(io));
  const found = providers.map((provider, at) =>
    findingOf(provider, loaded[at] ?? usable, asked[at] ?? usable),
  );
  const { all, words } = nativeBuilds();
  const platform: Finding = { name: 'platform', state: all ? 'usable' : 'missing', words };
  return [...settings.map(findingOfSetting), ...found, platform];
}

/** The settings that count: the first of each key. */
function distinct(settings: readonly Setting[]): readonly Setting[] {
  return settings.filter(({ key }, at) => settings.findIndex((one) => one.key === key) === at);
}

function findingOfSetting({ key, texts, source }: Setting): Finding {
  return { name: `setting ${key}`, state: 'usable', words: `${texts.join(', ')}, from ${source}` };
}

function findingOf(provider: AnyProvider, loaded: Answer, asked: Answer): Finding {
  const { kind } = provider;
  const name = kind === 'store' ? `store ${provider.name}` : `--${kind} ${provider.name}`;
  const troubles = [asked, loaded].filter(({ state }) => state !== 'usable');
  const findings = troubles.length > 0 ? troubles : [loaded, asked, { words: furtherNeeds(provider) }];
  return {
    name,
    state: troubles.find(({ state }) => state === 'broken')?.state ?? troubles[0]?.state ?? 'usable',
    words:
      findings
        .map(({ words }) => words)
        .filter(Boolean)
        .join(troubles.length > 0 ? ' ' : '; ') || 'needs nothing',
  };
}

/** Arguments that only the command that uses the provider can check. */
function furtherNeeds({ name, flags = [], optionsFile }: AnyProvider): string {
  const needed = flags.filter(({ missing }) => missing !== undefined).map(({ flag }) => flag);
  if (optionsFile?.missing !== undefined) needed.push(`--${name} <file>`);
  return needed.length > 0 ? `needs ${needed.join(' and ')}` : '';
}

type Answer = Omit<Finding, 'name'>;

/** Imports the packages. A package that was installed for another machine exists, but cannot be used. */
async function loadAll(packages: readonly ProviderPackage[]): Promise<Answer> {
  const results = await Promise.allSettled(packages.map(({ load }) => load()));
  const missing: string[] = [];
  let broken = '';
  for (const [at, { name }] of packages.entries()) {
    const result = results[at];
    if (result?.status !== 'rejected') continue;
    if (isNotInstalled(result.reason, name)) missing.push(name);
    else broken ||= `${name} cannot be loaded: ${firstLine(result.reason)}`;
  }
  if (missing.length > 0) return { state: 'missing', words: `Run: npm install ${missing.join(' ')}` };
  if (broken !== '') return { state: 'broken', words: broken };
  const names = packages
    .map(({ name }) => name)
    .join(', ')
    .replace(/, (?=[^,]*$)/u, ' and ');
  return { state: 'usable', words: names && `${names} installed` };
}

/** Checks for keys, and asks the service if that costs nothing. */
async function ask(provider: AnyProvider, { env, signal }: Io): Promise<Answer> {
  try {
    const options = environmentOptions(provider, env);
    if (!provider.probe) return { state: 'usable', words: setVariables(provider, { env }) };
    const checked = checkOptions(provider.options, options);
    const late = () => new SpotiTagsError('service', `There was no answer within ${timeLimit / 1000} s.`);
    // The first failure is the answer: what is the matter is wanted, and not whether it passes.
    const giveUp = (error: Error) => {
      throw error;
    };
    const words = await withWaitListener({ onRetry: giveUp }, () =>
      withDeadline(timeLimit, late, signal, async (joined) => provider.probe?.(checked, { signal: joined })),
    );
    return { state: 'usable', words: words ?? '' };
  } catch (error) {
    signal.throwIfAborted();
    if (!SpotiTagsError.isInstance(error)) throw error;
    const isMissing = error.message === provider.missing;
    return { state: isMissing ? 'missing' : 'broken', words: error.message };
  }
}

function setVariables(provider: AnyProvider, io: Pick<Io, 'env'>): string {
  if (!isInEnvironment(provider, io)) return '';
  const names = (provider.environment ?? []).flat().map(({ name }) => name);
  return `${names.join(' and ')} set; not asked, because it may cost money`;
}
