import { readFileSync } from 'node:fs';
import {
  catalogChecks,
  type Check,
  classifierChecks,
  regressorChecks,
  storeChecks,
  soundTaggerChecks,
  taggerChecks,
} from 'spotitags/testing';
import { projectFile } from './subpaths.ts';

/** No check runs, so that nothing is ever made. */
const create = () => {
  throw new Error('The table of rules needs the names of the checks alone.');
};
const profile = { artist: { catalog: '', id: '', name: '' }, tagger: '', albums: [], tags: [] };

const suites: ReadonlyMap<string, readonly Check[]> = new Map([
  ['catalog', catalogChecks({ create, known: { name: '', covers: 2 }, unknown: '' })],
  ['tagger', taggerChecks({ create, covers: [{ url: '' }, { url: '' }, { url: '' }], broken: { url: '' } })],
  ['sound', soundTaggerChecks({ create, tracks: [{ path: '' }, { path: '' }], broken: { path: '' } })],
  ['classifier', classifierChecks({ create, examples: [], unseen: { genre: '', profile } })],
  ['regressor', regressorChecks({ create, examples: [], unseen: { low: profile, high: profile } })],
  ['store', storeChecks({ create })],
]);

/** The text of docs/testing.md, with its rules and examples as the sources have them. */
export function testingPage(page: string): string {
  return page.replaceAll(
    /(<!-- generated: (rules|example) (\w+) -->\n)([^]*?)(<!-- end -->)/gu,
    (_, begin: string, what: string, suite: string, before: string, end: string) =>
      `${begin}\n${what === 'rules' ? rulesOf(suite) : exampleOf(suite, before)}\n${end}`,
  );
}

function rulesOf(suite: string): string {
  const rows = (suites.get(suite) ?? []).map(
    ({ name, feature }) => `| ${name} | ${feature === undefined ? '' : `\`${feature}\``} |`,
  );
  return ['| rule | `supports` |', '| --- | --- |', ...rows, ''].join('\n');
}

/** The example. Its output is recorded, see `transcripts.ts`. */
function exampleOf(suite: string, before: string): string {
  const output = /^```text\n[^]*?^```\n/mu.exec(before)?.[0];
  const code = readFileSync(projectFile(`examples/${suite}-suite.ts`), 'utf8');
  return `\`\`\`ts run\n${code}\`\`\`\n${output === undefined ? '' : `\n${output}`}`;
}
