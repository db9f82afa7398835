import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { spawnCommand } from '../cli/process.ts';
import { spotitags } from '../cli/run.ts';
import { folderOf } from '../files.ts';

const url = process.env['REDIS_URL'] ?? '';

/** Tags a file with its own name. Its id is that of the test, so that it takes no jobs of others. */
const tagger = (id: string) => `
  import { basename } from 'node:path';
  export default {
    id: '${id}',
    maxBatchSize: 2,
    async tag(covers) {
      process.stderr.write('tagging\\n');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return covers.map(({ path }) => ({ tags: [{ name: basename(path), confidence: 1 }] }));
    },
  };`;

it.skipIf(url === '')(
  'collects over a queue as in one process, and a worker finishes its batch at SIGTERM (needs REDIS_URL)',
  async () => {
    const id = `own@${Date.now()}`;
    const root = await folderOf({
      'covers/metal/Sleep/a.jpg': 'a',
      'covers/metal/Sleep/b.jpg': 'b',
      'covers/metal/Sleep/c.jpg': 'c',
      'tagger.mjs': tagger(id),
    });
    const covers = join(root, 'covers');
    const common = ['--root', covers, '--tagger', join(root, 'tagger.mjs')];
    const collect = (name: string, ...more: string[]) => [
      ...['collect', ...common, '--out', join(root, name), ...more],
    ];
    expect(await spotitags(collect('one.jsonl', '--store', join(root, 'store')))).toMatchObject({ code: 0 });

    const worker = () => spawnCommand(['worker', '--queue', url, ...common, '--health-port', '0']);
    const first = worker();
    await first.says('Ready: this worker takes jobs for the tagger');
    const collecting = spawnCommand(collect('two.jsonl', '--queue', url));
    await first.says('tagging');
    first.child.kill('SIGTERM');
    expect(await first.ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Stopping: waiting for up to 30 s for the batch in hand.') as unknown,
    });
    const status = await spotitags(['queue', 'status', '--queue', url, '--json']);
    expect(JSON.parse(status.stdout)).toContainEqual(
      expect.objectContaining({ tagger: id, done: 1, workers: 0 }),
    );
    const second = worker();
    expect(await collecting.ended).toMatchObject({ code: 0 });
    second.child.kill('SIGTERM');
    await second.ended;
    expect(await readFile(join(root, 'two.jsonl'))).toEqual(await readFile(join(root, 'one.jsonl')));
  },
);

it('says what to type', async () => {
  expect(await spotitags(['worker'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'The queue is missing. Type its database: --queue redis://localhost:6379/0\n',
  });
  const { code, stderr } = await spotitags(['queue', 'status', '--queue', 'http://user:secret@host']);
  expect(code).toBe(2);
  expect(stderr).toContain('must be the URL of a Redis or PostgreSQL database');
});
