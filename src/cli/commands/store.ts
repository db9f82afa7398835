import { Command } from 'commander';
import { type DiskStore, type StoreEntry, diskStore } from '../../store/disk/disk-store.ts';
import { cooldownKey } from '../../store/keys.ts';
import { repairStore } from '../../store/disk/repair.ts';
import { jsonText } from '../../util/json.ts';
import { counted } from '../../util/plural.ts';
import { type Io, table } from '../terminal/io.ts';
import { wholeNumber } from '../options/numbers.ts';
import { type StoreOptions, storeFolder, withStoreOption } from '../options/stores.ts';

interface PruneOptions extends StoreOptions {
  readonly days?: number;
  readonly cooldowns?: true;
}

const day = 24 * 3_600_000;

export function storeCommand(io: Io): Command {
  const stats = withStoreOption(new Command('stats'))
    .description('counts the entries of the store')
    .action(async (options: StoreOptions) => {
      await using store = await opened(options, io);
      const kinds = new Map<string, { entries: number; oldest: number }>();
      for await (const entry of store.entries()) {
        const kind = kindOf(entry);
        const known = kinds.get(kind) ?? { entries: 0, oldest: Infinity };
        kinds.set(kind, { entries: known.entries + 1, oldest: Math.min(known.oldest, entry.written) });
      }
      const rows = Array.from(kinds, ([kind, { entries, oldest }]) => [
        kind,
        String(entries),
        new Date(oldest).toISOString().slice(0, 10),
      ]);
      io.stdout.write(
        rows.length === 0 ? 'The store is empty.\n' : table([['', 'entries', 'since'], ...rows]),
      );
    });
  const prune = withStoreOption(new Command('prune'))
    .description('deletes expired and old entries, but no corrections')
    .option('--days <n>', 'delete entries that are at least this many days old', (n) => wholeNumber(n))
    .option('--cooldowns', 'delete the times at which services may be asked again, whether over or not')
    .action(async ({ days, cooldowns, ...options }: PruneOptions) => {
      await using store = await opened(options, io);
      let forgotten = await store.prune(days === undefined ? {} : { writtenBefore: Date.now() - days * day });
      if (cooldowns) {
        for await (const { key } of store.entries({ prefix: cooldownKey('') })) {
          await store.delete(key);
          forgotten += 1;
        }
      }
      io.stdout.write(`Deleted: ${counted(forgotten, 'entry', 'entries')}\n`);
    });
  const exporting = withStoreOption(new Command('export'))
    .description('prints every entry as a line of JSON')
    .action(async (options: StoreOptions) => {
      await using store = await opened(options, io);
      let entries = 0;
      for await (const entry of store.entries()) {
        io.stdout.write(`${jsonText(entry)}\n`);
        entries += 1;
      }
      if (entries === 0) io.stderr.write('The store is empty.\n');
    });
  const repair = withStoreOption(new Command('repair'))
    .description('makes a new store of every entry of a damaged one that can be read')
    .action(async (options: StoreOptions) => {
      const { entries, corrections, damagedFile } = await repairStore(storeFolder(options, io));
      io.stdout.write(`Saved: ${counted(entries, 'entry', 'entries')}, ${corrections} of them corrections\n`);
      io.stdout.write(`The damaged file is kept: ${damagedFile}\n`);
    });
  return new Command('store')
    .description('shows and cleans the store of tags')
    .usage('stats|prune|export|repair [--store <folder>]')
    .addCommand(stats)
    .addCommand(prune)
    .addCommand(exporting)
    .addCommand(repair);
}

function opened(options: StoreOptions, io: Io): Promise<DiskStore> {
  return diskStore(storeFolder(options, io));
}

/** `tags of palette@1`, `corrections`, … */
function kindOf({ key }: StoreEntry): string {
  const tagger = /^tags:(.*?):(?:url|sha256):/u.exec(key)?.[1];
  return tagger === undefined ? (/^[a-z-]+/u.exec(key)?.[0] ?? 'other') : `tags of ${tagger}`;
}
