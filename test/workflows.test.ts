import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectFile } from '../scripts/subpaths.ts';

const step = v.object({
  uses: v.optional(v.string()),
  run: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.unknown())),
});
const workflow = v.object({
  permissions: v.record(v.string(), v.string()),
  jobs: v.record(
    v.string(),
    v.object({
      permissions: v.record(v.string(), v.string()),
      'timeout-minutes': v.number(),
      steps: v.array(step),
    }),
  ),
});

const folder = projectFile('.github/workflows');

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const parsed = v.parse(workflow, parse(readFileSync(join(folder, name), 'utf8')));
  const steps = Object.values(parsed.jobs).flatMap((job) => job.steps);

  it('gives rights to jobs alone, and each as few as it needs', () => {
    expect(parsed.permissions).toEqual({});
    for (const { permissions } of Object.values(parsed.jobs)) {
      const { 'id-token': identity, 'security-events': alerts, ...others } = permissions;
      expect(others).toEqual({ contents: 'read' });
      if (identity !== undefined) expect(name).toBe('release.yml');
      if (alerts !== undefined) expect(name).toBe('codeql.yml');
    }
  });

  it('pins actions by commit, because a tag can be moved', () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/u);
  });

  it('leaves no credential in the checkout', () => {
    for (const { uses, with: options } of steps) {
      if (uses?.startsWith('actions/checkout@'))
        expect(options).toMatchObject({ 'persist-credentials': false });
    }
  });

  it('puts nothing from outside into a shell', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('runs scripts that exist', () => {
    const { scripts } = v.parse(
      v.object({ scripts: v.record(v.string(), v.string()) }),
      JSON.parse(readFileSync(projectFile('package.json'), 'utf8')),
    );
    for (const { run } of steps) {
      const script = /npm run ([\w:]+)/u.exec(run ?? '')?.[1];
      if (script !== undefined) expect(scripts).toHaveProperty([script]);
    }
  });
});
