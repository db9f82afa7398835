import { boundedKey } from '../../store/keys.ts';
import type { TagStore } from '../../store/store.ts';
import type { PostgresLink } from './postgres-link.ts';

/** Milliseconds of the fourth value, or null for an entry that does not expire. */
const until = `clock_timestamp() + $3::float8 * interval '1 millisecond'`;
const live = '(until is null or until > clock_timestamp())';

const get = `select value from spotitags.entries where key = $1 and ${live}`;
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
    get: async (key) => parsed(await read(key)),
    set: (key, value, ttlMs) => link.query(set, [boundedKey(key), JSON.stringify(value), ttlMs ?? null]),
    delete: (key) => link.query(remove, [boundedKey(key)]),
    async update(key, change, ttlMs) {
      for (;;) {
        const before = await read(key);
        const changed = change(parsed(before));
        const values = [boundedKey(key), JSON.stringify(changed), ttlMs ?? null];
        const { rowCount } = await (before === undefined
          ? link.query(add, values)
          : link.query(swap, [...values, before]));
        if (rowCount === 1) return changed;
      }
    },
  };
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}
