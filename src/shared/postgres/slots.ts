import type { RateLimit } from '../../http/rate-limit.ts';
import { boundedKey } from '../../store/keys.ts';
import type { PostgresLink } from './postgres-link.ts';

/**
 * Evenly spaced slots, by the server's clock: the generic cell rate algorithm (ITU-T I.371) without a tolerance. A row holds when the
 * next slot begins. A time that is too far ahead was written under another clock.
 */
const statement = `
insert into spotitags.slots as s (key, next) values ($1, clock_timestamp() + $2::float8 * interval '1 microsecond')
on conflict (key) do update set next = $2::float8 * interval '1 microsecond' + case
  when s.next < clock_timestamp() or s.next > clock_timestamp() + interval '1 day' then clock_timestamp() else s.next end
returning extract(epoch from next - clock_timestamp())::float8 * 1000000 - $2::float8 as wait`;

export async function reserveSlots(
  link: PostgresLink,
  { key, perSecond }: RateLimit,
  n: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const microseconds = (1_000_000 * n) / perSecond;
  const { rows } = await link.query<{ wait: number }>(statement, [boundedKey(key), microseconds], signal);
  return Math.max(0, rows[0]?.wait ?? 0) / 1000;
}
