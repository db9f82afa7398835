import type { Pool, PoolClient } from 'pg';
import { SpotiTagsError, codeOf } from '../../errors.ts';
import { importOptional } from '../../util/optional-package.ts';
import { shownUrl } from '../database-url.ts';
import { Link } from '../link.ts';
import { spacedLimiter } from '../spaced-limiter.ts';
import { postgresCooldowns } from './cooldowns.ts';
import { postgresLedger } from './ledger.ts';
import type { PostgresLink } from './postgres-link.ts';
import { poolConfig } from './pool-config.ts';
import { reserveSlots } from './slots.ts';
import { postgresStore } from './store.ts';

/** Times are of the server's clock, and not of the transaction's begin. */
const tables = `
create schema if not exists spotitags;
create table if not exists spotitags.slots (key text primary key, next timestamptz not null);
create table if not exists spotitags.cooldowns (key text primary key, until timestamptz not null);
create table if not exists spotitags.budgets (name text primary key, left_images bigint not null);
create table if not exists spotitags.reservations (
  id text primary key, budget text not null, images bigint not null, until timestamptz not null);
create table if not exists spotitags.entries (key text primary key, value text not null, until timestamptz);`;

export async function openPostgres(url: string, outageMs: number) {
  const { default: pg } = await importOptional('Shared limits in PostgreSQL', 'pg', () => import('pg'));
  const pool = new pg.Pool(poolConfig(pg, url));
  // A connection that breaks while it is idle. The next call makes another one.
  pool.on('error', () => undefined);
  const link = new Link(shownUrl(url), outageMs);
  const asking: PostgresLink = {
    query: (text, values, signal) => link.ask(() => pool.query(text, [...values]), signal),
    transaction: (work) => link.ask(() => inTransaction(pool, work)),
  };
  const close = async () => {
    link.close(new SpotiTagsError('invalid-input', 'The shared state was closed.'));
    await pool.end();
  };
  try {
    await link.ask(() => makeTables(pool));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    store: postgresStore(asking),
    rateLimiter: spacedLimiter((limit, n, signal) => reserveSlots(asking, limit, n, signal)),
    cooldowns: postgresCooldowns(asking),
    ledger: (name: string, images: number) => postgresLedger(asking, name, images),
    close,
  };
}

/** Two processes that make a table at the same time collide even with `if not exists`. */
async function makeTables(pool: Pool): Promise<void> {
  try {
    await pool.query(tables);
  } catch (error) {
    if (codeOf(error) !== '23505' && codeOf(error) !== '42P07') throw error;
    await pool.query(tables);
  }
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // The connection may be broken, or in the middle of the transaction: it is closed, which rolls back.
    client.release(true);
    throw error;
  }
}
