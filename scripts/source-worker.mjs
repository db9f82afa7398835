/** A thread of the meter that runs the sources, which Node cannot read by itself: for tests, examples and benchmarks. */
import { register } from 'tsx/esm/api';

register();
const { default: measureFile } = await import('../src/sound/meter/sound-worker.ts');
export default measureFile;
