/** Trains a model on the sample data, for the programs of the docs: `tsx scripts/sample-model.ts <file>`. */
import { writeFile } from 'node:fs/promises';
import { logisticRegression, readDataset } from 'spotitags';
import { projectFile } from './subpaths.ts';

const [file = 'model.json'] = process.argv.slice(2);
const classifier = await logisticRegression().train(readDataset(projectFile('examples/data/covers.jsonl')));
await writeFile(file, JSON.stringify(classifier));
