import { existsSync } from 'node:fs';
import { SpotiTagsError } from '../../errors.ts';
import { DatabaseFile, type Meta } from './database-file.ts';

/** How often a check begins again because another process wrote in the meantime. */
const attempts = 20;

/**
 * Checks that LMDB can read every page of a database. LMDB does not check: a damaged page ends the process.
 * @throws SpotiTagsError `invalid-input` for a file that is damaged, or not a store.
 */
export function checkDatabase(path: string, folder: string): void {
  if (!existsSync(path)) return;
  const file = new DatabaseFile(path);
  try {
    // LMDB takes an empty file for a new database.
    if (file.bytes === 0) return;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const meta = file.meta();
      const problem = meta ? findDamage(file, meta) : 'it does not begin as a store does';
      if (problem === undefined) return;
      // A writer may replace pages of an old state while they are read.
      if (meta?.transaction === file.meta()?.transaction) throw damaged(folder, problem);
    }
  } finally {
    file.close();
  }
}

/** The first damage of the trees, or undefined. */
function findDamage(file: DatabaseFile, { roots }: Meta): string | undefined {
  const pages = [...roots];
  let left = file.pages;
  for (let at = pages.pop(); at !== undefined; at = pages.pop()) {
    const page = file.page(at);
    if (!page || page.kind === 'overflow') return `page ${at} is damaged`;
    // More pages than the file has: the tree has a loop.
    if ((left -= 1) < 0) return `page ${at} is in the tree twice`;
    if (page.kind === 'branch') pages.push(...page.children);
    else if (page.nodes.some(({ value }) => 'page' in value && !file.bigValue(value))) {
      return `an entry of page ${at} is damaged`;
    }
  }
  return undefined;
}

function damaged(folder: string, problem: string): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `The store at ${folder} is damaged: in its file data.mdb, ${problem}. Tags can be had again, corrections ` +
      `cannot. To save every entry that can be read, run: spotitags store repair --store ${JSON.stringify(folder)}`,
  );
}
