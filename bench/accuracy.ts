/** How often the genre of an artist is predicted correctly: `npm run bench:accuracy [dataset.jsonl]`. */
import {
  allTags,
  type Example,
  logisticRegression,
  naiveBayes,
  nearestCentroid,
  readDataset,
  titleWords,
} from 'spotitags';
import { baseline, figures, judge, line, samples } from './judge.ts';

const [path = 'examples/data/covers.jsonl'] = process.argv.slice(2);
const all: Example[] = [];
for await (const example of readDataset(path)) all.push(example);

const models = {
  'naive Bayes': naiveBayes,
  'nearest centroid': nearestCentroid,
  'logistic regression': logisticRegression,
};
const features = { tags: [allTags()], titles: [titleWords()], 'tags + titles': [allTags(), titleWords()] };

for (const [heading, examples] of samples(all)) {
  console.log(`\n${heading}`);
  line(['', 'features', ...figures]);
  for (const [model, trainer] of Object.entries(models)) {
    for (const [name, chosen] of Object.entries(features)) {
      line([model, name, ...(await judge(trainer({ features: chosen }), examples))]);
    }
  }
  line(baseline(examples));
}
