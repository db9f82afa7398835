/** A program to be killed: a collection in small batches. Arguments: origin, account, folder of the store, dataset. */
import { diskStore } from 'spotitags';
import * as v from 'valibot';
import { collect } from './collection.ts';
import { speedUp } from './fast-clock.ts';
import { makeArtists, killed } from './world.ts';

const [origin = '', account = '', folder = '', out = ''] = process.argv.slice(2);
const schema = v.object({ clientId: v.string(), clientSecret: v.string(), pat: v.string() });
speedUp(20);
await using store = await diskStore(folder);
await collect(origin, v.parse(schema, JSON.parse(account)), makeArtists(...killed), store, out);
