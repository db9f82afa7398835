import { join } from 'node:path';
import Keyv from 'keyv';
import { KeyvFile } from 'keyv-file';
import { describe } from 'vitest';
import { storeChecks } from '../../src/testing/store.ts';
import { runChecks } from '../checks.ts';
import { folderOf } from '../files.ts';

describe('Keyv keeps the contract of stores, with its store in a file', () => {
  const create = async () => {
    const store = new KeyvFile({ filename: join(await folderOf({}), 'store.msgpack') });
    return new Keyv({ store });
  };
  runChecks(storeChecks({ create, supports: { update: { no: 'Keyv has no such method.' } } }));
});
