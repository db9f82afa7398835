/**
 * The experiment that this library grew from, on real artists without a key: `npm run experiment:2015 -- --contact
 * you@example.org`. See docs/contributing/live.md.
 */
import { parseArgs } from 'node:util';
import { diskStore, MusicBrainzCatalog } from '../src/index.ts';
import { PaletteTagger } from '../src/tagger/palette/index.ts';
import { experiment2015 } from './experiment-2015/experiment.ts';

const { values } = parseArgs({
  options: {
    contact: { type: 'string' },
    artists: { type: 'string', default: '50' },
    out: { type: 'string', default: 'experiment-2015' },
  },
});
if (values.contact === undefined) {
  console.error('MusicBrainz wants an address of yours: --contact you@example.org');
  process.exitCode = 2;
} else {
  const stop = new AbortController();
  process.once('SIGINT', () => {
    console.error('Stopping. The same command goes on from here.');
    stop.abort(new Error('Stopped by Ctrl-C.'));
  });
  const catalog = new MusicBrainzCatalog({ contact: values.contact });
  const tagger = new PaletteTagger();
  const store = await diskStore(`${values.out}/store`);
  try {
    await experiment2015({
      ...{ catalog, tagger, store },
      artistsPerGenre: Number(values.artists),
      folder: values.out,
      log: (line) => {
        console.log(line);
      },
      signal: stop.signal,
    });
  } finally {
    await catalog.close();
    await store.close();
  }
}
