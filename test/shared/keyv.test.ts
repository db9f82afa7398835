import { randomUUID } from 'node:crypto';
import KeyvPostgres from '@keyv/postgres';
import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
import { describe } from 'vitest';
import { boundedKey } from '../../src/store/keys.ts';
import { storeChecks } from '../../src/testing/store.ts';
import { runChecks } from '../checks.ts';
import { databases, whyNot } from './databases.ts';

const update = { no: 'Keyv has no atomic update.' } as const;

/** Without `throwOnErrors`, in both places, a write that failed is not told. */
const adapters = {
  Redis: (url: string) => new KeyvRedis(url, { throwOnErrors: true, throwOnConnectError: true }),
  PostgreSQL: (url: string) => new KeyvPostgres({ uri: url, table: 'keyv' }),
};

for (const database of databases) {
  const reason = whyNot(database);
  describe.skipIf(reason !== undefined)(
    `Keyv on ${database.name} is a store${reason === undefined ? '' : ` (${reason})`}`,
    () => {
      // Columns of SQL databases hold 255 characters: the library bounds its keys.
      const create = () => {
        const keyv = new Keyv({
          store: adapters[database.name](database.url),
          namespace: randomUUID(),
          throwOnErrors: true,
        });
        return {
          get: (key: string) => keyv.get<unknown>(boundedKey(key)),
          set: (key: string, value: unknown, ttlMs?: number) => keyv.set(boundedKey(key), value, ttlMs),
          delete: (key: string) => keyv.delete(boundedKey(key)),
        };
      };
      runChecks(storeChecks({ create, supports: { update } }));
    },
  );
}
