import * as v from 'valibot';
import { httpEntries } from '../http/options.ts';
import { flag } from '../util/options.ts';

/** How covers with a URL are downloaded, among a tagger's options. */
export const coverReaderEntries = {
  ...httpEntries,
  allowPrivateAddresses: v.exactOptional(flag),
};
