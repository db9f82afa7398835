import { Command } from 'commander';
import { type DiskStore, type StoreEntry, diskStore } from '../../store/disk/disk-store.ts';
import { cooldownKey } from '../../store/keys.ts';
import { repairStore } from '../../store/disk/repair.ts';
import { jsonText } from '../../util/json.ts';
import { counted } from '../../util/plural.ts';
import { type Io, printable, table } from '../terminal/io.ts';
import { wholeNumber } from '../options/numbers.ts';
import { withParts } from '../options/parts.ts';
import { type StoreOptions, storeFolder, withStoreOption } from '../options/stores.ts';

interface StoreCommandOptions extends StoreOptions {
  readonly json?: true;
}

interface PruneOptions extends StoreCommandOptions {
  readonly days?: number;
  readonly cooldowns?: true;
}

const day = 24 * 3_600_000;

export function storeCommand(io: Io): Command {
  const stats = partOf('stats')
    .description('counts the entries of the store')
    .action(async ({ json, ...options }: StoreCommandOptions) => {
      await using store = await opened(options, io);
      const kinds = await countKinds(store);
      const listed = Array.from(kinds, ([kind, { entries, oldest }]) => ({
        kind,
        entries,
        since: new Date(oldest).toISOString(),
      }));
      if (json) io.stdout.write(`${jsonText({ folder: storeFolder(options, io), kinds: listed }, 2)}\n`);
      else if (listed.length === 0) io.stdout.write('The store is empty.\n');
      else {
        const rows = listed.map(({ kind, entries, since }) => [kind, String(entries), since.slice(0, 10)]);
        io.stdout.write(table(['kind', 'entries', 'since'], rows));
      }
    });
  const prune = partOf('prune')
    .description('deletes expired and old entries, but no corrections')
    .option('--days <n>', 'delete entries that are at least this many days old', (n) => wholeNumber(n))
    .option('--cooldowns', 'delete the times at which services may be asked again, whether over or not')
    .action(async ({ days, cooldowns, json, ...options }: PruneOptions) => {
      await using store = await opened(options, io);
      let deleted = await store.prune(days === undefined ? {} : { writtenBefore: Date.now() - days * day });
      if (cooldowns) {
        for await (const { key } of store.entries({ prefix: cooldownKey('') })) {
          await store.delete(key);
          deleted += 1;
        }
      }
      io.stdout.write(
        json ? `${jsonText({ deleted }, 2)}\n` : `Deleted: ${counted(deleted, 'entry', 'entries')}\n`,
      );
    });
  const exporting = partOf('export', 'print one list of JSON instead of lines')
    .description('prints every entry as a line of JSON')
    .action(async ({ json, ...options }: StoreCommandOptions) => {
      await using store = await opened(options, io);
      let entries = 0;
      if (json) io.stdout.write('[');
      for await (const entry of store.entries()) {
        const separator = json ? (entries > 0 ? ',\n' : '\n') : '';
        io.stdout.write(`${separator}${jsonText(entry)}${json ? '' : '\n'}`);
        entries += 1;
      }
      if (json) io.stdout.write('\n]\n');
      else if (entries === 0) io.stderr.write('The store is empty.\n');
    });
  const repair = partOf('repair')
    .description('makes a new store of every entry of a damaged one that can be read')
    .action(async ({ json, ...options }: StoreCommandOptions) => {
      const saved = await repairStore(storeFolder(options, io));
      if (json) {
        io.stdout.write(`${jsonText(saved, 2)}\n`);
        return;
      }
      const { entries, corrections, damagedFile } = saved;
      const told = `${counted(entries, 'entry', 'entries')}, ${corrections} of them ${corrections === 1 ? 'a correction' : 'corrections'}`;
      io.stdout.write(
        damagedFile === undefined
          ? `The store is not damaged, and stays as it is: ${told}\n`
          : `Saved: ${told}\nThe damaged file is kept: ${printable(damagedFile)}\n`,
      );
    });
  const store = new Command('store')
    .description('shows and cleans the store of tags')
    .usage('stats|prune|export|repair [--store <folder>]');
  return withParts(store, [stats, prune, exporting, repair]);
}

function partOf(name: string, json = 'print JSON'): Command {
  return withStoreOption(new Command(name)).option('--json', json);
}

/** How many entries each kind has, and when the oldest was written. */
async function countKinds(store: DiskStore) {
  const kinds = new Map<string, { entries: number; oldest: number }>();
  for await (const entry of store.entries()) {
    const kind = kindOf(entry);
    const known = kinds.get(kind) ?? { entries: 0, oldest: Infinity };
    kinds.set(kind, { entries: known.entries + 1, oldest: Math.min(known.oldest, entry.written) });
  }
  return kinds;
}

function opened(options: StoreOptions, io: Io): Promise<DiskStore> {
  return diskStore(storeFolder(options, io));
}

/** `tags of palette@2`, `corrections`, … */
function kindOf({ key }: StoreEntry): string {
  const tagger = /^tags:(.*?):(?:url|sha256):/u.exec(key)?.[1];
  return tagger === undefined ? (/^[a-z-]+/u.exec(key)?.[0] ?? 'other') : `tags of ${tagger}`;
}
