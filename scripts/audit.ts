/**
 * Known holes in the packages that users install: `npm run audit`. Fails for a high or critical one. A registry that has no
 * advisories, such as many mirrors, is named and skipped.
 */
import { spawnSync } from 'node:child_process';
import * as v from 'valibot';

const counts = v.object({ high: v.number(), critical: v.number() });
const audit = v.object({ metadata: v.object({ vulnerabilities: counts }) });

const answer = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
let parsed: unknown;
try {
  parsed = JSON.parse(answer.stdout);
} catch {
  throw new Error(`npm audit gave no JSON: ${answer.stderr}`);
}
const refused = v.safeParse(v.object({ message: v.string(), error: v.object({}) }), parsed);
if (refused.success) {
  console.log(`Skipped: the registry does not answer npm audit (${refused.output.message}).`);
} else {
  const { high, critical } = v.parse(audit, parsed).metadata.vulnerabilities;
  console.log(`Known holes: ${high} high, ${critical} critical.`);
  if (high + critical > 0) {
    console.error('Run npm audit --omit=dev to see them.');
    process.exitCode = 1;
  }
}
