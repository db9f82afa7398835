/**
 * Names what an owner must set before the package can be published: `npm run release:check`. With a tag, `npm run release:check --
 * v0.2.0`, also whether version and CHANGELOG are of that release.
 */
import { readFileSync } from 'node:fs';
import { projectFile } from './subpaths.ts';

const description = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as Record<string, unknown>;
const problems: string[] = [];
const missing = ['repository', 'homepage', 'bugs'].filter((field) => description[field] === undefined);
if (missing.length > 0) {
  problems.push(
    `package.json lacks ${missing.join(', ')}. They are addresses that only the owner of the package knows. Set them.`,
  );
}

const [tag] = process.argv.slice(2);
const version = String(description['version']);
if (tag !== undefined && tag !== `v${version}`) {
  problems.push(
    `The tag is ${tag}, and package.json has the version ${version}. Make the tag with npm version.`,
  );
}
const changelog = readFileSync(projectFile('CHANGELOG.md'), 'utf8');
const heading = changelog.split('\n').find((line) => line.startsWith(`## [${version}]`));
if (tag !== undefined && heading === undefined) {
  problems.push(`CHANGELOG.md has no section ${version}. Rename "Unreleased".`);
} else if (tag !== undefined && !/ - \d{4}-\d{2}-\d{2}$/u.test(heading ?? '')) {
  problems.push(`CHANGELOG.md has no date of ${version}. Write it as "## [${version}] - 2027-03-01".`);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log('The package can be published.');
