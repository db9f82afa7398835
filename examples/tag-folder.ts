/**
 * Tags the covers in a folder of music, artist by artist. It needs no key and no network. Run it with `npx
 * tsx examples/tag-folder.ts <folder of Artist/Album/cover.jpg or Artist/Album.jpg>`.
 */
import { FolderCatalog, SpotiTags } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';

const [root = '.'] = process.argv.slice(2);
await using spotiTags = new SpotiTags({
  catalog: new FolderCatalog({ root, layout: 'artist' }),
  tagger: new PaletteTagger(),
});

for await (const result of spotiTags.tagGenres({ 'my music': [{ folder: '.' }] })) {
  if (result.status === 'failed') {
    console.log(`${result.artist?.name ?? root}: ${result.error.message}`);
  } else {
    const { artist, tags } = result.profile;
    console.log(
      `${artist.name}: ${tags
        .slice(0, 5)
        .map(({ name, covers }) => `${name} (${covers})`)
        .join(', ')}`,
    );
  }
}
