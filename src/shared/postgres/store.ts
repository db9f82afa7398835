import { boundedKey } from '../../store/keys.ts';
import type { TagStore } from '../../store/store.ts';
import { parseValue, swapValue } from '../swap-value.ts';
import type { PostgresLink } from './postgres-link.ts';

/** Milliseconds of the fourth value, or null for an entry that does not expire. */
const until = `clock_timestamp() + $3::float8 * interval '1 millisecond'`;
const live = '(until is null or until > clock_timestamp())';

const get = `select value from spotitags.entries where key = $1 and ${live}`;
const getMany = `select key, value from spotitags.entries where key = any($1) and ${live}`;
const set = `
insert into spotitags.entries values ($1, $2, ${until})
on conflict (key) do update set value = excluded.value, until = excluded.until`;
const remove = 'delete from spotitags.entries where key = $1';
/** An entry that has expired may be replaced as if it were absent. */
const add = `
insert into spotitags.entries as e values ($1, $2, ${until})
on conflict (key) do update set value = excluded.value, until = excluded.until
where e.until is not null and e.until <= clock_timestamp()`;
const swap = `update spotitags.entries set value = $2, until = ${until} where key = $1 and value = $4 and ${live}`;

/** A store in PostgreSQL. Every write is answered by the server, or fails. */
export function postgresStore(link: PostgresLink): TagStore {
  const read = async (key: string) => {
    const { rows } = await link.query<{ value: string }>(get, [boundedKey(key)]);
    return rows[0]?.value;
  };
  return {
    get: async (key) => parseValue(await read(key)),
    getMany: async (keys) => {
      const bounded = keys.map(boundedKey);
      const { rows } = await link.query<{ key: string; value: string }>(getMany, [bounded]);
      const found = new Map(rows.map(({ key, value }) => [key, value]));
      return bounded.map((key) => parseValue(found.get(key)));
    },
    set: (key, value, ttlMs) => link.query(set, [boundedKey(key), JSON.stringify(value), ttlMs ?? null]),
    delete: (key) => link.query(remove, [boundedKey(key)]),
    update: (key, change, ttlMs) =>
      swapValue(
        {
          read: () => read(key),
          async swap(before, changed) {
            const values = [boundedKey(key), JSON.stringify(changed), ttlMs ?? null];
            const { rowCount } = await (before === undefined
              ? link.query(add, values)
              : link.query(swap, [...values, before]));
            return rowCount === 1;
          },
        },
        change,
      ),
  };
}
