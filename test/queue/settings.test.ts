import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeSettings } from '../../src/queue/redis-settings.ts';

const duration = v.pipe(v.string(), v.regex(/^\d+(?:ms|s|m|h)$/u));
const words = v.array(v.string());
/** The parts of the Compose Specification that the sample uses. */
const composeSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]*$/u)),
  services: v.record(
    v.string(),
    v.strictObject({
      image: v.string(),
      command: v.optional(words),
      entrypoint: v.optional(words),
      environment: v.optional(v.record(v.string(), v.string())),
      volumes: v.optional(v.array(v.pipe(v.string(), v.regex(/^[^:]+:\/[^:]*$/u)))),
      depends_on: v.optional(
        v.record(
          v.string(),
          v.strictObject({ condition: v.picklist(['service_started', 'service_healthy']) }),
        ),
      ),
      healthcheck: v.optional(v.strictObject({ test: words, interval: duration })),
      stop_grace_period: v.optional(duration),
      profiles: v.optional(words),
      working_dir: v.optional(v.string()),
      restart: v.optional(v.picklist(['no', 'always', 'on-failure', 'unless-stopped'])),
    }),
  ),
  volumes: v.record(v.string(), v.nullable(v.strictObject({}))),
});

it('has a sample for Docker Compose that follows its schema, and whose parts fit together', async () => {
  const text = await readFile(new URL('../../examples/docker-compose.yml', import.meta.url), 'utf8');
  const { services, volumes } = v.parse(composeSchema, parse(text));
  for (const { depends_on: needed = {}, volumes: mounted = [] } of Object.values(services)) {
    for (const name of Object.keys(needed)) expect(services[name]?.healthcheck).toBeDefined();
    for (const [name = ''] of mounted.map((one) => one.split(':')))
      if (!name.startsWith('.')) expect(volumes).toHaveProperty(name);
  }
  expect(services['redis']?.command?.join(' ')).toContain('--appendonly yes --maxmemory-policy noeviction');
  const port = services['worker']?.command?.at(-1) ?? '';
  expect(services['worker']?.healthcheck?.test.join(' ')).toContain(`localhost:${port}/ready`);
});

it('warns of a Redis that would lose jobs', () => {
  const url = 'redis://host:6379/0';
  expect(describeSettings('maxmemory_policy:noeviction\r\naof_enabled:1\r\n', url)).toEqual([]);
  expect(describeSettings('maxmemory_policy:allkeys-lru\r\naof_enabled:0\r\n', url)).toEqual([
    expect.stringContaining('Set maxmemory-policy to noeviction.'),
    expect.stringContaining('Set appendonly to yes.'),
  ]);
  // A host may hide its settings.
  expect(describeSettings('redis_version:7.0\r\n', url)).toEqual([]);
});
