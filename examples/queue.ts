/**
 * Collects over a queue: a coordinator, and workers on any number of machines. It needs a Redis or a PostgreSQL, and
 * `npm install bullmq ioredis` (or `bullmq pg`). Start as many workers as you like:
 * `npx tsx examples/queue.ts redis://localhost:6379/0 worker`, and then the coordinator:
 * `npx tsx examples/queue.ts redis://localhost:6379/0`.
 */
import { FolderCatalog } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { collectOnQueue, createWorker } from 'spotitags/queue';

const [connection = 'redis://localhost:6379/0', role = 'coordinator'] = process.argv.slice(2);
const root = 'examples/covers';
const tagger = new PaletteTagger();

if (role === 'worker') {
  const worker = await createWorker({ connection, tagger, root });
  process.once('SIGTERM', () => void worker.close().then(() => tagger.close()));
} else {
  const catalog = new FolderCatalog({ root });
  const genres = { folk: [{ folder: 'haze folk' }], pop: [{ folder: 'block pop' }] };
  for await (const result of collectOnQueue(genres, { connection, catalog, tagger })) {
    if (result.status === 'failed') console.log(`${result.genre}: ${result.error.message}`);
    else
      console.log(`${result.genre}: ${result.profile.artist.name}, ${result.profile.albums.length} covers`);
  }
}
