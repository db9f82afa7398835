/**
 * Uses the packed library in every runtime: tag a folder, keep it on disk, collect, train, classify, report. Versions of Node.js
 * that are too old are to be refused. `npm run test:runtimes`. Runtimes come from the npm registry, into a temporary folder.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportStep } from './report-step.ts';
import { projectFile } from './subpaths.ts';

interface Runtime {
  readonly name: string;
  /** It is too old: the command and the library are to say so. */
  readonly refused?: true;
  /** What npm installs. Without it, the runtime is the one of this process. */
  readonly packageSpec?: string;
  /** Path below `node_modules`, and arguments before the program. */
  readonly command: readonly [string, ...string[]];
}

const node = (major: number): Runtime => ({
  name: `Node.js ${major}`,
  ...(major < 20 && { refused: true }),
  packageSpec: `node-${major}@npm:node@${major}`,
  command: [`node-${major}/bin/node`],
});

const runtimes: readonly Runtime[] = [
  { name: 'Node.js of this process', command: [process.execPath] },
  node(16),
  node(18),
  node(22),
  node(24),
  node(26),
  { name: 'Bun', packageSpec: 'bun@1', command: ['bun/bin/bun.exe'] },
  { name: 'Deno', packageSpec: 'deno@2', command: ['.bin/deno', 'run', '--allow-all', '--no-lock'] },
];

const folder = mkdtempSync(join(tmpdir(), 'spotitags-runtimes-'));
const run = (command: string, args: readonly string[], cwd = folder) =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 180_000,
  });

/** What the command, an import and a `require` say on an old Node.js. Each must refuse it, and name both versions. */
function saidByOld(path: string): string {
  const programs = [
    ['node_modules/spotitags/dist/cli.js', '--version'],
    ['--input-type=module', '--eval', "import 'spotitags';"],
    ['--eval', "require('spotitags/palette');"],
  ];
  let line = '';
  for (const args of programs) {
    const { status, stderr } = spawnSync(path, args, { cwd: folder, encoding: 'utf8' });
    line =
      /^.*spotitags needs Node\.js [\d.]+ or later, and this is Node\.js \d.*$/mu.exec(stderr)?.[0] ?? '';
    if (status === 0 || line === '')
      throw new Error(`${args.join(' ')}: exit code ${status ?? ''}, ${stderr}`);
  }
  return line;
}

let failures = 0;
try {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], projectFile('')),
  ) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const packages = runtimes.flatMap(({ packageSpec }) => packageSpec ?? []);
  run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`, 'sharp', 'lmdb', ...packages]);
  copyFileSync(projectFile('test/runtimes/offline-path.mjs'), join(folder, 'offline-path.mjs'));
  for (const { name, refused, packageSpec, command } of runtimes) {
    const [program, ...before] = command;
    const path = packageSpec === undefined ? program : join(folder, 'node_modules', program);
    const store = mkdtempSync(join(folder, 'store-'));
    const step = () => (refused ? saidByOld(path) : run(path, [...before, 'offline-path.mjs', store]).trim());
    if (!(await reportStep(name, step))) failures += 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failures > 0) process.exitCode = 1;
