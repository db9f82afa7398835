import type { CooldownMemory } from '../../http/cooldown.ts';
import { cooldownKey } from '../../store/keys.ts';
import type { PostgresLink } from './postgres-link.ts';

const get = `
select extract(epoch from until - clock_timestamp())::float8 * 1000 as left_ms from spotitags.cooldowns
where key = $1 and until > clock_timestamp()`;

const set = `
insert into spotitags.cooldowns as c (key, until) values ($1, clock_timestamp() + $2::float8 * interval '1 millisecond')
on conflict (key) do update set until = greatest(c.until, excluded.until)`;

/** The end of a cooldown, by the server's clock. A later end is kept. */
export function postgresCooldowns(link: PostgresLink): CooldownMemory {
  return {
    isShared: true,
    async get(key) {
      const { rows } = await link.query<{ left_ms: number }>(get, [cooldownKey(key)]);
      return rows[0] && Date.now() + rows[0].left_ms;
    },
    async set(key, _, ttlMs) {
      await link.query(set, [cooldownKey(key), ttlMs]);
    },
  };
}
