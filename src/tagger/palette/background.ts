import type { TagBackground } from '../../tags/relevance.ts';
import background from './background.json' with { type: 'json' };

/** How many artists of the sample data carry each tag of the palette. */
export const sampleBackground: TagBackground = {
  tagger: background.tagger,
  artists: background.artists,
  carriers: new Map(Object.entries(background.carriers)),
  names: new Set(background.names),
};
