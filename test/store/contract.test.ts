import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Keyv from 'keyv';
import { diskStore, memoryStore } from 'spotitags';
import { afterAll, beforeAll, describe } from 'vitest';
import { storeChecks } from '../../src/testing/store.ts';
import { runChecks } from '../checks.ts';

describe('memoryStore keeps the contract of stores', () => {
  runChecks(storeChecks({ create: () => memoryStore() }));
});

describe('diskStore keeps the contract of stores', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  runChecks(storeChecks({ create: async () => diskStore(await mkdtemp(join(folder, 'store-'))) }));
});

describe('Keyv keeps the contract of stores, with its store in memory', () => {
  runChecks(
    storeChecks({ create: () => new Keyv(), supports: { update: { no: 'Keyv has no such method.' } } }),
  );
});
