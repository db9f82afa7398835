import { evidenceName } from '../../tags/tag-names.ts';
import { defuse } from '../../dataset/csv.ts';
import type { ArtistPrediction } from '../../evaluation/evaluate.ts';
import type { LabeledEstimate } from '../../evaluation/regression-metrics.ts';
import type { Evidence } from '../../model.ts';
import { genreKey } from '../../tags/genres.ts';
import { jsonText } from '../../util/json.ts';
import { writeWhole } from '../../util/write-whole.ts';

/** What was predicted for one artist: a row of the file. */
export interface PredictionRow {
  readonly artist: string;
  readonly id: string;
  /** The true genre, or all of them with `; ` between them. */
  readonly genre: string;
  readonly predicted: string | null;
  /** Of the likeliest genre. */
  readonly probability: number;
  /** Of the true genre. */
  readonly genreProbability: number;
  readonly isCorrect: boolean;
  readonly evidence: readonly Evidence[];
}

export function rowOf({ artist, genre, genres = [genre], prediction }: ArtistPrediction): PredictionRow {
  const key = genreKey(genre);
  return {
    artist: artist.name,
    id: artist.id,
    genre: genres.join('; '),
    predicted: prediction.genre,
    probability: prediction.scores[0]?.probability ?? 0,
    genreProbability: prediction.scores.find((score) => genreKey(score.genre) === key)?.probability ?? 0,
    isCorrect: prediction.genre !== null && genreKey(prediction.genre) === key,
    evidence: prediction.evidence ?? [],
  };
}

/** Writes a row per artist, as CSV if the name of the file ends so, else as JSON Lines. */
export function writePredictions(path: string, rows: readonly PredictionRow[]): Promise<void> {
  return writeRows(
    path,
    rows.map(({ isCorrect, evidence, ...row }) => ({
      json: { ...row, correct: isCorrect, evidence },
      cells: {
        artist: row.artist,
        id: row.id,
        genre: row.genre,
        predicted: row.predicted ?? '',
        probability: row.probability.toFixed(4),
        'genre probability': row.genreProbability.toFixed(4),
        correct: String(isCorrect),
        evidence: evidenceCell(evidence),
      },
    })),
  );
}

/** Writes a row per estimate, as {@link writePredictions}. */
export function writeEstimates(path: string, estimates: readonly LabeledEstimate[]): Promise<void> {
  return writeRows(
    path,
    estimates.map(({ artist: { name, id }, target, estimate: { value, interval, evidence = [] } }) => {
      const [low, high] = interval;
      const row = { artist: name, id, target, estimate: value, low, high };
      const cells = Object.entries(row).map(([heading, cell]) => [heading, String(cell)] as const);
      return {
        json: { ...row, evidence },
        cells: { ...Object.fromEntries(cells), evidence: evidenceCell(evidence) },
      };
    }),
  );
}

function evidenceCell(evidence: readonly Evidence[]): string {
  return evidence
    .map((piece) => {
      const sign = piece.contribution < 0 ? '' : '+';
      return `${evidenceName(piece)} ${sign}${piece.contribution.toFixed(2)}`;
    })
    .join('; ');
}

/** A row as JSON, and as cells of CSV by their headings. */
interface Row {
  readonly json: object;
  readonly cells: Readonly<Record<string, string>>;
}

async function writeRows(path: string, rows: readonly Row[]): Promise<void> {
  const lines = path.toLowerCase().endsWith('.csv')
    ? await csvLines(rows.map(({ cells }) => cells))
    : rows.map(({ json }) => `${jsonText(json)}\n`);
  await writeWhole(path, (file) => file.write(lines.join('')));
}

async function csvLines(rows: readonly Row['cells'][]): Promise<string[]> {
  const { stringify } = await import('csv-stringify/sync');
  const [first = {}] = rows;
  return [Object.keys(first), ...rows.map((cells) => Object.values(cells))].map((row) =>
    stringify([row.map(defuse)]),
  );
}
