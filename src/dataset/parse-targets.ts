import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import { checkShape, jsonFault } from '../util/checks.ts';
import type { Target } from './target.ts';

const number = v.pipe(v.number(), v.finite());
const byArtist = v.record(v.string(), v.union([number, v.record(v.string(), number)]));
const list = v.array(
  v.strictObject({ artist: v.string(), album: v.exactOptional(v.string()), target: number }),
);

const expectedJson = 'Expected { "Sleep": 1992 } or, for albums, { "Sleep": { "Dopesmoker": 2003 } }';
const expectedCsv =
  'Expected an artist and a number, such as Sleep,1992, or an artist, an album and a number, such as Sleep,Dopesmoker,2003';

/** @throws SpotiTagsError as `readTargets`. */
export async function parseTargets(text: string, path: string): Promise<readonly Target[]> {
  const targets = path.toLowerCase().endsWith('.csv') ? await fromCsv(text, path) : fromJson(text, path);
  checkTargets(targets, path);
  return targets;
}

function fromJson(text: string, path: string): Target[] {
  const json = parseJson(text, path);
  if (Array.isArray(json)) {
    const checked = checkShape<Target[]>(list, json);
    if ('problem' in checked) throw invalid(path, checked.problem);
    return checked.output;
  }
  const checked = checkShape(byArtist, json);
  if ('problem' in checked) throw invalid(path, `${checked.problem}. ${expectedJson}`);
  return Object.entries(checked.output).flatMap(([artist, value]): Target[] =>
    typeof value === 'number'
      ? [{ artist, target: value }]
      : Object.entries(value).map(([album, target]) => ({ artist, album, target })),
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SpotiTagsError('invalid-input', `${path} is not JSON: ${jsonFault(text)}. ${expectedJson}.`, {
      cause,
    });
  }
}

async function fromCsv(text: string, path: string): Promise<Target[]> {
  const { parse } = await import('csv-parse/sync');
  const [line = '', delimiter = ','] = /^"?sep=(.)"?\r?\n/iu.exec(text) ?? [];
  const rows = readRows(() =>
    parse(text.slice(line.length), {
      delimiter,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
    }),
  );
  function readRows(read: () => string[][]): string[][] {
    try {
      return read();
    } catch (cause) {
      throw invalid(
        path,
        cause instanceof Error ? cause.message.replace(/\.$/u, '') : 'it is not CSV',
        cause,
      );
    }
  }
  const isHeading = /^(?:target|number|value|year|rating)$/iu.test(rows[0]?.at(-1) ?? '');
  return rows.slice(isHeading ? 1 : 0).map((cells, at) => {
    const [artist = '', ...others] = cells;
    const [last = ''] = others.slice(-1);
    const target = Number(last);
    if (cells.length < 2 || cells.length > 3 || artist === '' || last === '' || !Number.isFinite(target)) {
      const row = at + (isHeading ? 2 : 1);
      throw invalid(`${path}, row ${row}`, `got ${JSON.stringify(cells.join(','))}. ${expectedCsv}`);
    }
    return { artist, ...(cells.length === 3 && { album: others[0] ?? '' }), target };
  });
}

function checkTargets(targets: readonly Target[], path: string): void {
  if (targets.length === 0)
    throw invalid(
      path,
      `there are no targets. ${path.toLowerCase().endsWith('.csv') ? expectedCsv : expectedJson}`,
    );
  const ofAlbums = targets.filter(({ album }) => album !== undefined);
  if (ofAlbums.length > 0 && ofAlbums.length < targets.length) {
    throw invalid(path, 'some targets are of artists and some of albums. Make two files of it');
  }
  const seen = new Set<string>();
  for (const { artist, album } of targets) {
    const key = JSON.stringify([artist, album]);
    const subject =
      album === undefined ? JSON.stringify(artist) : `${JSON.stringify(album)} of ${JSON.stringify(artist)}`;
    if (seen.has(key)) throw invalid(path, `${subject} has two targets. Keep one of them`);
    seen.add(key);
  }
}

function invalid(place: string, reason: string, cause?: unknown): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `${place}: ${reason}.`, { cause });
}
