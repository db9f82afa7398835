import type { Redis } from 'ioredis';

/** All keys begin with it. */
export const prefix = 'spotitags:';

/** A connection to Redis whose calls are repeated while it is away. */
export interface RedisLink {
  /** @param call - may run twice. */
  ask<T>(call: (redis: Redis) => Promise<T>, signal?: AbortSignal): Promise<T>;
}
