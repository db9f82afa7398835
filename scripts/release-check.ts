/** Names what an owner must set before the package can be published: `npm run release:check`. */
import { readFileSync } from 'node:fs';
import { projectFile } from './subpaths.ts';

const description = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as Record<string, unknown>;
const missing = ['repository', 'homepage', 'bugs'].filter((field) => description[field] === undefined);

if (missing.length > 0) {
  console.error(
    `package.json lacks ${missing.join(', ')}. They are addresses that only the owner of the package knows. Set them, ` +
      'and run npm run release:check again.',
  );
  process.exitCode = 1;
} else {
  console.log('The package can be published.');
}
