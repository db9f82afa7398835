import { describe } from 'vitest';
import { PaletteTagger } from 'spotitags/palette';
import { taggerChecks } from '../../../src/testing/tagger.ts';
import { solid } from './images.ts';
import { runChecks } from '../../checks.ts';

describe('PaletteTagger keeps the contract of taggers', async () => {
  const [red, green, blue] = await Promise.all(
    ['#c01010', '#107020', '#1030a0'].map((color) => solid(color).png().toBuffer()),
  );
  if (!red || !green || !blue) throw new Error('three images were made');
  runChecks(
    taggerChecks({
      create: () => new PaletteTagger(),
      covers: [{ bytes: red }, { bytes: green }, { bytes: blue }],
      broken: { bytes: new TextEncoder().encode('not an image') },
      supports: { counter: { no: 'It sends no images to a service.' } },
    }),
  );
});
