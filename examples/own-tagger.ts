/** A tagger of your own: any object of this shape goes wherever a tagger goes. Run it with `npx tsx examples/own-tagger.ts`. */
import { FolderCatalog, SpotiTags, type Tagger } from 'spotitags';

/** Says how large a file is: not much, but enough to see what a tagger has to do. */
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
