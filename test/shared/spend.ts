/** A program to be killed: it sends one image of twenty, then reserves ten and sends four. Arguments: URL, name of the budget. */
import { shareState } from '../../src/shared/shared-state.ts';

const [url = '', name = ''] = process.argv.slice(2);
const shared = await shareState(url, { lockMs: 1500 });
const budget = shared.budget(name, 20);
await budget.spend(1, async (counter) => {
  await counter.count(1);
});
await budget.spend(10, async (counter) => {
  await counter.count(4);
  process.stdout.write('sent\n');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
