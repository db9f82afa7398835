import { hintAt } from '../../catalog/names.ts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { taggers } from '../../providers/providers.ts';
import type { TagStore } from '../../store/store.ts';
import { combineTaggers } from '../../tagger/combine.ts';
import type { TaggerContext, TaggerProvider } from '../../tagger/provider.ts';
import type { Tagger } from '../../tagger/tagger.ts';
import { withStore } from '../../tagger/with-store.ts';
import { delegate } from '../../util/delegate.ts';
import { compareCodePoints } from '../../util/order.ts';
import { counted } from '../../util/plural.ts';
import { type Io, atOnce } from '../terminal/io.ts';
import { withBar } from '../terminal/progress.ts';
import { importTagger, isModulePath } from './provider-module.ts';
import { isImplied, openProvider, withProviderFlags } from './provider-options.ts';
import { cacheFolder } from './stores.ts';

const names = taggers.map(({ name }) => name).join(', ');
const defaultName = 'palette';

export interface TaggerOptions {
  /** Names, or paths of modules. */
  readonly tagger?: readonly string[];
}

export function withTagger(command: Command): Command {
  command.addOption(
    new Option(
      '--tagger <name>',
      `the tagger of the covers: ${names}, or a module of your own, ./my-tagger.js; several together if it is repeated ` +
        `(default: ${defaultName})`,
    ).argParser<readonly string[] | undefined>((text, before = []) => {
      if (taggers.some(({ name }) => name === text) || isModulePath(text)) return [...before, text];
      throw new InvalidArgumentError(
        `Allowed choices are ${names}, or a module such as ./my-tagger.js.${hintAt(
          text,
          taggers.map(({ name }) => name),
        )}`,
      );
    }),
  );
  return withProviderFlags(command, taggers);
}

/** The tagger of the options, or several combined. The parts have separate entries in the store. */
export async function openTagger(
  options: TaggerOptions,
  io: Io,
  store: TagStore | undefined,
): Promise<Tagger> {
  const { tagger: asked = [] } = options;
  const chosen = taggers.filter(
    ({ name }) => asked.includes(name) || isImplied(taggerNamed(name), { ...options }),
  );
  const paths = [...new Set(asked.filter(isModulePath))];
  const opened: Tagger[] = [];
  for (const provider of chosen) opened.push(await openOne(provider, options, io, store));
  const own: Tagger[] = [];
  for (const path of paths) {
    const exported = await importTagger(path);
    own.push('open' in exported ? await openOne(exported, options, io, store) : exported);
  }
  // Sorted by id, not in typed order, so that the same taggers are the same combination.
  const all = [...opened, ...own.sort((a, b) => compareCodePoints(a.id, b.id))];
  for (const { id } of all) io.stderr.detail(`The tagger is ${id}.`);
  const parts = store ? all.map((tagger) => withStore(tagger, store)) : all;
  const [first, second, ...others] = parts;
  if (first && second) return combineTaggers(first, second, ...others);
  // A single tagger uses the entries of the whole.
  return all[0] ?? openOne(taggerNamed(defaultName), options, io, store);
}

/** The tagger, which tells each call to a user who wants to know. */
function narrated(tagger: Tagger, { stderr }: Io): Tagger {
  if (stderr.level !== 'verbose') return tagger;
  return delegate(tagger, {
    tag: async (covers, options) => {
      const started = performance.now();
      const results = await tagger.tag(covers, options);
      const ms = Math.round(performance.now() - started);
      stderr.detail(`${tagger.id}: tagged ${counted(covers.length, 'cover')} in ${ms} ms`);
      return results;
    },
  });
}

function taggerNamed(name: string): TaggerProvider {
  const provider = taggers.find((one) => one.name === name);
  if (!provider) throw new Error(`The tagger ${name} does not exist.`);
  return provider;
}

function openOne(
  provider: TaggerProvider,
  options: TaggerOptions,
  io: Io,
  store: TagStore | undefined,
): Promise<Tagger> {
  const folder = cacheFolder(io);
  return withBar(io.stderr, async (bar) => {
    const context: TaggerContext = {
      signal: atOnce(io),
      ...(store && { store }),
      ...(folder !== undefined && { cacheFolder: folder }),
      onProgress: (what, done, all) => {
        if (done === undefined) bar.show(() => what);
        else bar.step(what, done, all);
      },
    };
    return narrated(await openProvider(provider, options, context, io), io);
  });
}
