import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files that importing an entry loads. What is imported when it is used is not among them. */
function loadedBy(entry, found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  const text = readFileSync(entry, 'utf8');
  for (const [, target] of text.matchAll(
    /^(?:import|export)\b[^;]*?from\s*['"](\.[^'"]+)['"]|^import\s*['"](\.[^'"]+)['"]/gmu,
  ))
    if (target) loadedBy(join(dirname(entry), target), found);
  return found;
}

const path = [...new Set(['dist/index.js', 'dist/palette.js'].flatMap((entry) => [...loadedBy(entry)]))];

export default [
  { name: 'the library and the palette tagger, as an import loads them', path, limit: '175 kB' },
];
