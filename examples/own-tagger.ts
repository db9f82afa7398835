/**
 * A tagger of your own: any object with this interface can be used as a tagger. Run it with `npx tsx
 * examples/own-tagger.ts`.
 */
import { FolderCatalog, SpotiTags, type Tagger } from 'spotitags';

/** Gives the size of a file as its tag. It is a minimal example of what a tagger has to do. */
const sizeTagger: Tagger = {
  id: 'file-size@1',
  maxBatchSize: 100,
  tag(covers, { signal } = {}) {
    signal?.throwIfAborted();
    return Promise.resolve(
      covers.map(({ bytes }) => ({
        tags: [{ name: bytes && bytes.length > 10 ? 'large file' : 'small file', confidence: 1 }],
      })),
    );
  },
};

await using spotiTags = new SpotiTags({ catalog: new FolderCatalog({ root: '.' }), tagger: sizeTagger });
const results = await spotiTags.tagCovers([{ bytes: new Uint8Array(3) }, { bytes: new Uint8Array(3000) }]);
for (const { tags = [] } of results) console.log(tags.map(({ name }) => name).join(', '));
