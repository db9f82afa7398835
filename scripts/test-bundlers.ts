/**
 * Bundles a program that uses the packed library, runs the result, and uses the library in a server and in Jest: `npm run
 * test:bundlers`, after `npm run build`. The bundlers are in `test/bundlers`, with a lockfile of their own.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportStep } from './report-step.ts';
import { projectFile } from './subpaths.ts';

const folder = projectFile('test/bundlers');
const modules = join(folder, 'node_modules');
const covers = join(modules, 'spotitags/examples/covers');
const expected = '15 artists, basalt drone';
const scratch = mkdtempSync(join(tmpdir(), 'spotitags-bundlers-'));

const run = (command: string, args: readonly string[], cwd = folder, env: NodeJS.ProcessEnv = {}) =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 240_000,
  });
const bin = (file: string, args: readonly string[], cwd?: string, env?: NodeJS.ProcessEnv) =>
  run(process.execPath, [join(modules, file), ...args], cwd, env);
const runProgram = (file: string) => run(process.execPath, [file], folder, { COVERS: covers }).trim();

function expectText(said: string, text: string): string {
  if (!said.includes(text)) throw new Error(`Expected ${text}, got ${said}`);
  return text;
}

/** Installs the bundlers if the lockfile is newer, and unpacks the tarball: its dependencies are those of the project. */
function install(): void {
  const installed = join(modules, '.package-lock.json');
  const lock = join(folder, 'package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs)
    run('npm', ['ci', '--no-audit', '--no-fund']);
  const packed = run('npm', ['pack', '--json', '--pack-destination', scratch], projectFile(''));
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const target = join(modules, 'spotitags');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  run('tar', ['xzf', join(scratch, filename), '-C', target, '--strip-components', '1']);
}

/** The page shows the files that are tested here. */
function checkDocs(): string {
  const page = readFileSync(projectFile('docs/bundlers.md'), 'utf8');
  const files = [
    'esbuild.config.mjs',
    'webpack.config.mjs',
    'rollup.config.mjs',
    'vite.config.mjs',
    'next/next.config.mjs',
  ];
  for (const file of files)
    if (!page.includes(readFileSync(join(folder, file), 'utf8')))
      throw new Error(`docs/bundlers.md does not show test/bundlers/${file} as it is.`);
  return `${files.length} files are as shown`;
}

/** A bundle with sharp inside, where no `node_modules` is: the error says what to do. */
function bundledSharp(): string {
  run(join(modules, '.bin/esbuild'), [
    'app.mjs',
    '--bundle',
    '--platform=node',
    '--format=cjs',
    '--loader:.node=copy',
    '--external:lmdb',
    '--external:bullmq',
    '--external:ioredis',
    '--external:pg',
    '--external:music-metadata',
    '--log-level=error',
    `--outfile=${join(scratch, 'app.cjs')}`,
  ]);
  try {
    run(process.execPath, ['app.cjs'], scratch, { COVERS: covers, WITHOUT_STORE: '1' });
  } catch (error) {
    const { stderr } = error as { stderr: string };
    return expectText(stderr, 'Keep sharp external: docs/bundlers.md says how.');
  }
  throw new Error('The bundle with sharp inside worked: expected an error.');
}

async function nextServer(): Promise<string> {
  const project = join(folder, 'next');
  bin('next/dist/bin/next', ['build'], project);
  const server = spawn(process.execPath, [join(modules, 'next/dist/bin/next'), 'start', '--port', '0'], {
    cwd: project,
    env: { ...process.env, COVERS_OF_SERVER: covers },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      server.stdout.on('data', (data: Buffer) => {
        said += data.toString();
        const found = /http:\/\/localhost:\d+/u.exec(said);
        if (found) resolve(found[0]);
      });
      server.on('exit', () => {
        reject(new Error(`The server ended: ${said}`));
      });
    });
    const answer = await fetch(`${address}/genre?artist=Hraskelv`);
    return expectText(await answer.text(), expected);
  } finally {
    server.kill();
  }
}

const jest = (pattern: string, env: NodeJS.ProcessEnv = {}): string => {
  bin('jest/bin/jest.js', ['--testMatch', pattern], join(folder, 'jest'), env);
  return 'passed';
};

const steps: readonly (readonly [name: string, step: () => string | Promise<string>])[] = [
  ['docs/bundlers.md', checkDocs],
  [
    'esbuild',
    () => {
      run(process.execPath, ['esbuild.config.mjs']);
      return expectText(runProgram('out/esbuild.mjs'), expected);
    },
  ],
  [
    'webpack',
    () => {
      bin('webpack/bin/webpack.js', []);
      return expectText(runProgram('out/webpack.mjs'), expected);
    },
  ],
  [
    'Rollup',
    () => {
      bin('rollup/dist/bin/rollup', ['-c', 'rollup.config.mjs']);
      return expectText(runProgram('out/rollup/app.mjs'), expected);
    },
  ],
  [
    'Vite, SSR',
    () => {
      bin('vite/bin/vite.js', ['build']);
      return expectText(runProgram('out/vite/app.js'), expected);
    },
  ],
  ['Next.js', nextServer],
  ['a bundled sharp', bundledSharp],
  ['Jest, CommonJS', () => jest('**/*.test.js')],
  ['Jest, ES modules', () => jest('**/*.test.mjs', { NODE_OPTIONS: '--experimental-vm-modules' })],
];

let failures = 0;
try {
  install();
  for (const [name, step] of steps) {
    if (!(await reportStep(name, step))) failures += 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (failures > 0) process.exitCode = 1;
