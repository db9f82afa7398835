/** Asks the real services whose keys are in the environment: `npm run test:live`. See docs/contributing/live.md. */
import { catalogs } from './catalogs.ts';
import { google } from './google.ts';
import { runLive } from './run-live.ts';
import { taggers } from './taggers.ts';

const results = await runLive([...catalogs, ...taggers, ...google], {
  env: process.env,
  log: (line) => {
    console.log(line);
  },
});
const broken = results.filter((result) => result.broken.length > 0);
const differing = results.filter((result) => result.differences.length > 0);
console.log(
  `\n${results.length} services were asked. Promises are broken by: ${broken.map(({ name }) => name).join(', ') || 'none'}. ` +
    `Fakes differ from: ${differing.map(({ name }) => name).join(', ') || 'none'}.`,
);
if (broken.length + differing.length > 0) process.exitCode = 1;
