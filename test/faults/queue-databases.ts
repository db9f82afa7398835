import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';

/** A database that fails on demand. */
export interface FragileDatabase {
  readonly url: string;
  /** Cuts all connections. */
  cut(): Promise<void>;
  /** Stops it for so many milliseconds, if that can be done here. */
  stop?(ms: number): Promise<void>;
  close(): Promise<void>;
}

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
export const postgresUrl = process.env['POSTGRES_URL'];

/** A Redis of its own, with an append-only file. */
export async function startRedis(): Promise<FragileDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}/0`;
  let server: ChildProcess;
  const start = async () => {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    server = spawn('redis-server', [...settings, '--appendonly', 'yes'], { stdio: 'ignore' });
    const client = new Redis(url, { maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    while ((await client.ping().catch(() => '')) !== 'PONG') await sleep(50);
    client.disconnect();
  };
  const end = async () => {
    server.kill('SIGTERM');
    await once(server, 'exit');
  };
  await start();
  return {
    url,
    cut: async () => {
      const client = new Redis(url);
      client.on('error', () => undefined);
      for (const type of ['normal', 'pubsub'])
        await client.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
      client.disconnect();
    },
    stop: async (ms) => {
      await end();
      await sleep(ms);
      await start();
    },
    close: async () => {
      await end();
      await rm(folder, { recursive: true });
    },
  };
}

/** A database of its own in the PostgreSQL of the tests. */
export async function startPostgres(): Promise<FragileDatabase> {
  const server = postgresUrl ?? '';
  const name = `queue_${Date.now()}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const ask = async (sql: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await ask(`CREATE DATABASE ${name}`);
  return {
    url: url.href,
    cut: () => ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`),
    close: () => ask(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
