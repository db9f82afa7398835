/** Installs the large optional peers, each with its own lockfile, and runs the tests that need them. */
import { execFileSync } from 'node:child_process';

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
};
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/peers/vitest.config.ts'];

run('npm', ['ci', '--no-audit', '--no-fund', '--prefix', 'test/peers']);
run(process.execPath, vitest);

// The SDK's version 7 wants Node.js 22, whose program is a package.
run('npm', ['ci', '--no-audit', '--no-fund', '--prefix', 'test/peers/vertex-7']);
run('test/peers/vertex-7/node_modules/node/bin/node', vitest, { VERTEX_SDK: '7' });
