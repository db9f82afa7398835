#!/usr/bin/env node
// This file imports nothing statically, and uses no recent syntax: an old Node.js must be able to run it, to say so.
const least = [20, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < least[0] || (major === least[0] && minor < least[1])) {
  process.stderr.write(
    `spotitags needs Node.js ${least.join('.')} or later, and this is Node.js ${process.versions.node}. ` +
      'Install a newer Node.js: https://nodejs.org\n',
  );
  process.exitCode = 1;
} else {
  void import('./start.ts').then(({ start }) => start());
}
