/** A program that tags covers with a slow tagger. Arguments: folder of the store, log of what was tagged, covers. */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskStore, SpotiTags, type Tagger } from 'spotitags';
import { FakeCatalog } from '../fakes.ts';

const [folder = '', log = '', count = '0', ms = '0'] = process.argv.slice(2);
const tagger: Tagger = {
  id: 'slow@1',
  maxBatchSize: 4,
  async tag(covers, { signal } = {}) {
    appendFileSync(log, covers.map(({ url }) => `${url}\n`).join(''));
    await sleep(Number(ms), undefined, signal && { signal });
    return covers.map(({ url = '' }) => ({ tags: [{ name: url, confidence: 0.5 }] }));
  },
};
await using store = await diskStore(folder);
await using spotiTags = new SpotiTags({
  catalog: new FakeCatalog({ Sleep: Number(count) }),
  tagger,
  store,
  coversPerArtist: Number(count),
  concurrency: 2,
});
process.stdout.write(`${JSON.stringify(await spotiTags.tagArtist('Sleep'))}\n`);
