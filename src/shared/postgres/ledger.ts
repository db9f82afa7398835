import type { PoolClient } from 'pg';
import type { BudgetLedger } from '../budget.ts';
import type { PostgresLink } from './postgres-link.ts';

export function postgresLedger(link: PostgresLink, name: string, images: number): BudgetLedger {
  /** One caller after another: the budget's row is locked. Reservations that ended are free first. */
  const step = <T>(work: (client: PoolClient, left: number) => Promise<T>) =>
    link.transaction(async (client) => {
      await client.query('insert into spotitags.budgets values ($1, $2) on conflict do nothing', [
        name,
        images,
      ]);
      await client.query('select from spotitags.budgets where name = $1 for update', [name]);
      const { rows } = await client.query<{ left_images: string }>(free, [name]);
      return work(client, Number(rows[0]?.left_images));
    });
  const add = (client: PoolClient, count: number) =>
    client.query('update spotitags.budgets set left_images = left_images + $2 where name = $1', [
      name,
      count,
    ]);
  const reserved = async (client: PoolClient, id: string) => {
    const { rows } = await client.query<{ images: string }>(
      'select images from spotitags.reservations where id = $1',
      [id],
    );
    return rows[0] && Number(rows[0].images);
  };
  return {
    reserve: (id, count, ttlMs) =>
      step(async (client, left) => {
        // Asked twice, because the first answer was lost, it reserves once.
        const known = await reserved(client, id);
        if (known !== undefined) return known;
        const granted = Math.min(left, count);
        await add(client, -granted);
        await client.query(reserve, [id, name, granted, ttlMs]);
        return granted;
      }),
    spend: (id, count) =>
      step(async (client, left) => {
        const own = Math.min(count, (await reserved(client, id)) ?? 0);
        if (count - own > left) return false;
        await add(client, own - count);
        await client.query('update spotitags.reservations set images = images - $2 where id = $1', [id, own]);
        return true;
      }),
    renew: (id, ttlMs) =>
      step(async (client) => {
        await client.query(renew, [id, ttlMs]);
      }),
    close: (id, unsent) =>
      step(async (client) => {
        const own = await reserved(client, id);
        if (own === undefined) return;
        await add(client, own + unsent);
        await client.query('delete from spotitags.reservations where id = $1', [id]);
      }),
    left: () => step((_, left) => Promise.resolve(left)),
  };
}

const free = `
with ended as (
  delete from spotitags.reservations where budget = $1 and until <= clock_timestamp() returning images)
update spotitags.budgets set left_images = left_images + coalesce((select sum(images) from ended), 0)
where name = $1 returning left_images`;
const reserve = `
insert into spotitags.reservations values ($1, $2, $3, clock_timestamp() + $4::float8 * interval '1 millisecond')`;
const renew = `
update spotitags.reservations set until = clock_timestamp() + $2::float8 * interval '1 millisecond' where id = $1`;
