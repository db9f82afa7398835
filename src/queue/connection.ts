import type * as Bullmq from 'bullmq';
import type { BackendClasses, BackendFactory, IQueueBackend } from 'bullmq';
import { checkDatabaseUrl, isRedis as isRedisUrl, shownUrl } from '../shared/database-url.ts';
import { Link } from '../shared/link.ts';
import { poolConfig } from '../shared/postgres/pool-config.ts';
import { checkRedisDatabase } from '../shared/redis/check-database.ts';
import { importOptional } from '../util/optional-package.ts';

/** The URL of the queue's database stands for all connection settings. */
type Classes = BackendClasses<IQueueBackend, string>;
export type AnyQueue = InstanceType<Classes['Queue']>;
export type AnyEvents = InstanceType<Classes['QueueEvents']>;
export type AnyWorker = InstanceType<Classes['Worker']>;

/** A database that holds queues, and the classes of BullMQ that speak to it. */
export interface QueueDatabase {
  readonly url: string;
  /** The URL without user, password and parameters, for messages. */
  readonly shownUrl: string;
  readonly isRedis: boolean;
  readonly classes: Classes;
  readonly bullmq: typeof Bullmq;
  /** Why the database could not be reached, if it said so. */
  readonly failure: () => Error | undefined;
  /** Ends the attempts to connect. Without that, nothing could be closed while the database is away. */
  readonly end: () => void;
}

/** Loads BullMQ and the driver of the database. Nothing is connected yet. */
export async function openDatabase(connection: string): Promise<QueueDatabase> {
  const url = checkDatabaseUrl(connection);
  const isRedis = isRedisUrl(url);
  const bullmq = await importOptional('The queue', 'bullmq', () => import('bullmq'));
  if (isRedis) {
    await importOptional('A queue in Redis', 'ioredis', () => import('ioredis'));
    await checkRedisDatabase(url);
  }
  const state: State = { isEnding: false, failure: undefined };
  const create = isRedis ? redisFactory(bullmq, state) : await postgresFactory(bullmq);
  const factory: Factory = (...args) => {
    const backend = create(...args);
    backend.on('error', (error: unknown) => {
      if (error instanceof Error) state.failure = error;
    });
    return backend;
  };
  return {
    url,
    shownUrl: shownUrl(url),
    isRedis,
    classes: bullmq.withBackend(factory),
    bullmq,
    failure: () => state.failure,
    end: () => {
      state.isEnding = true;
    },
  };
}

type Factory = BackendFactory<IQueueBackend, string>;

interface State {
  isEnding: boolean;
  failure: Error | undefined;
}

function redisFactory({ createRedisBackend }: typeof Bullmq, state: State): Factory {
  return (name, { connection: url, ...options }, how) =>
    createRedisBackend(
      name,
      {
        ...options,
        connection: {
          url,
          connectTimeout: 5000,
          // Calls fail soon, and are repeated here. BullMQ sets its own value for connections that block.
          ...(!how?.blocking && !how?.withBlockingConnection && { maxRetriesPerRequest: 1 }),
          retryStrategy: (times: number) => (state.isEnding ? null : Math.min(100 * times, 2000)),
        },
      },
      how,
    );
}

async function postgresFactory({ createPostgresBackend }: typeof Bullmq): Promise<Factory> {
  const { default: pg } = await importOptional('A queue in PostgreSQL', 'pg', () => import('pg'));
  return (name, { connection: url, ...options }, how) =>
    createPostgresBackend(name, { ...options, connection: { ...poolConfig(pg, url), migrate: true } }, how);
}

/** What connects when it is made. */
interface Connecting {
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  close(): Promise<unknown>;
}

/**
 * What `make` makes, as soon as it is connected. Over PostgreSQL, BullMQ remembers a connection that broke in its first moments,
 * and answers no call: another one is made.
 *
 * @throws SpotiTagsError `service` if the database cannot be reached.
 */
export async function connected<Made extends Connecting>(
  { isRedis, end }: Pick<QueueDatabase, 'isRedis' | 'end'>,
  link: Link,
  make: () => Made,
): Promise<Made> {
  const start = () => {
    const started = make();
    // Failures are seen by the calls that fail, and repeated there.
    started.on('error', () => undefined);
    return started;
  };
  let made = start();
  try {
    await link.ask(async () => {
      const tried = made;
      try {
        await tried.waitUntilReady();
      } catch (error) {
        if (!isRedis && made === tried) {
          tried.close().catch(() => undefined);
          made = start();
        }
        throw error;
      }
    });
    return made;
  } catch (error) {
    // Closing waits for attempts to connect.
    end();
    await made.close().catch(() => undefined);
    throw error;
  }
}

/** A link to the database that says why it cannot be reached. */
export function linkTo({ shownUrl: shown, failure }: QueueDatabase, outageMs: number): Link {
  return new Link(shown, outageMs, failure);
}
