import { evidenceName } from '../../tags/tag-names.ts';
import { defuse } from '../../dataset/csv.ts';
import type { ArtistPrediction } from '../../evaluation/evaluate.ts';
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
export async function writePredictions(path: string, rows: readonly PredictionRow[]): Promise<void> {
  const lines = path.toLowerCase().endsWith('.csv') ? await csvLines(rows) : rows.map(jsonLine);
  await writeWhole(path, (file) => file.writeFile(lines.join('')));
}

function jsonLine({ isCorrect, evidence, ...row }: PredictionRow): string {
  return `${jsonText({ ...row, correct: isCorrect, evidence })}\n`;
}

const headings = [
  'artist',
  'id',
  'genre',
  'predicted',
  'probability',
  'genre probability',
  'correct',
  'evidence',
];

async function csvLines(rows: readonly PredictionRow[]): Promise<string[]> {
  const { stringify } = await import('csv-stringify/sync');
  const cells = rows.map((row) => [
    row.artist,
    row.id,
    row.genre,
    row.predicted ?? '',
    row.probability.toFixed(4),
    row.genreProbability.toFixed(4),
    String(row.isCorrect),
    row.evidence.map((piece) => `${evidenceName(piece)} +${piece.contribution.toFixed(2)}`).join('; '),
  ]);
  return [headings, ...cells].map((row) => stringify([row.map(defuse)]));
}
