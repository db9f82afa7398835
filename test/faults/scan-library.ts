/** A program to be killed: a scan of a music library. Arguments: root, folder of the store. Writes how far it is. */
import { diskStore } from 'spotitags';
import { MusicLibraryCatalog } from 'spotitags/library';

const [root = '', folder = ''] = process.argv.slice(2);
await using store = await diskStore(folder);
const catalog = new MusicLibraryCatalog({ root, store });
await catalog.scan({ onProgress: ({ files }) => process.stdout.write(`${files}\n`) });
