import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { queueTagger } from 'spotitags/queue';
import { expect, it } from 'vitest';
import { databases } from '../queue/databases.ts';

const program = fileURLToPath(new URL('deadly-worker.ts', import.meta.url));
const urls = ['a', 'b', 'deadly', 'c'].map((name) => `https://covers.example/${name}.jpg`);
const [, , deadly = ''] = urls;

/** A worker that is started again when it dies, as an orchestrator does. */
function keepAlive(words: readonly string[]) {
  let child: ChildProcess;
  let deaths = 0;
  let isOver = false;
  const start = () => {
    child = spawn(process.execPath, ['--import', 'tsx', program, ...words], { stdio: 'ignore' });
    child.once('exit', () => {
      if (isOver) return;
      deaths += 1;
      start();
    });
  };
  start();
  return {
    deaths: () => deaths,
    end: () => {
      isOver = true;
      child.kill('SIGKILL');
    },
  };
}

it.for(databases)(
  'a cover that kills each worker fails alone, and the others of its batch are tagged: $name',
  async ({ url, variable }, { skip }) => {
    if (url === undefined) {
      skip(`needs ${variable}`);
      return;
    }
    const id = `deadly-${randomUUID()}`;
    const worker = keepAlive([url, id, deadly]);
    const tagger = queueTagger({
      connection: url,
      tagger: { id, maxBatchSize: 4, tag: () => Promise.reject(new Error('Only workers tag.')) },
      onWarning: () => undefined,
    });
    try {
      const results = await tagger.tag(urls.map((one) => ({ url: one })));
      expect(results.map(({ tags, error }) => tags?.map(({ name }) => name) ?? error?.code)).toEqual([
        [urls[0]],
        [urls[1]],
        'cover',
        [urls[3]],
      ]);
      expect(results[2]?.error?.message).toMatch(
        /^The image could not be tagged: each worker that tried it/u,
      );
      // The batch is tried, then the cover alone, each a few times.
      expect(worker.deaths()).toBeGreaterThan(2);
      expect(worker.deaths()).toBeLessThan(12);
    } finally {
      worker.end();
      await tagger.close?.();
    }
  },
);
