/** A program to be killed: a coordinator or a worker of a queue. One argument: its settings as JSON. */
import { ClarifaiTagger, collect, SpotifyCatalog, type Tagger, diskStore } from 'spotitags';
import { coordinatorStore, createWorker, queueTagger, shareState } from 'spotitags/queue';
import * as v from 'valibot';
import { batchSize, genresOf } from './collection.ts';
import { killed, makeArtists } from './world.ts';

const settings = v.parse(
  v.object({
    role: v.picklist(['coordinator', 'worker', 'alone']),
    connection: v.string(),
    origin: v.string(),
    account: v.object({ clientId: v.string(), clientSecret: v.string(), pat: v.string() }),
    out: v.string(),
    lockMs: v.optional(v.number()),
    outageMs: v.optional(v.number()),
    maxImages: v.optional(v.number()),
  }),
  JSON.parse(process.argv[2] ?? ''),
);
const { role, connection, origin, account, out, lockMs, outageMs, maxImages = 0 } = settings;
const { pat, ...credentials } = account;
const clarifai = new ClarifaiTagger({ pat, apiUrl: origin });
/** Small batches, so that many are under way. */
const tagger: Tagger = {
  id: clarifai.id,
  maxBatchSize: batchSize,
  tag: (covers, options) => clarifai.tag(covers, options),
  close: () => clarifai.close(),
};
const patience = { ...(outageMs !== undefined && { outageMs }) };

if (role === 'worker') {
  await createWorker({ connection, tagger, ...patience, ...(lockMs !== undefined && { lockMs }) });
} else {
  const urls = { apiUrl: `${origin}/v1`, accountsUrl: origin };
  const store =
    role === 'alone'
      ? await diskStore(connection)
      : coordinatorStore((await shareState(connection, patience)).store);
  const { failures } = await collect(genresOf(makeArtists(...killed)), {
    catalog: new SpotifyCatalog({ ...credentials, ...urls, requestsPerSecond: 1000 }),
    tagger: role === 'alone' ? tagger : queueTagger({ connection, tagger, maxImages, ...patience }),
    store,
    coversPerArtist: 12,
    concurrency: 16,
    out,
  });
  for (const failure of failures) process.stderr.write(`${failure.error.message}\n`);
  process.exit();
}
