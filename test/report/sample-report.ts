import sharp from 'sharp';
import type { ArtistPrediction } from '../../src/evaluation/evaluate.ts';
import type { CoverOutcome, Example, ProfileAlbum, Tag } from '../../src/model.ts';
import { tagFilter } from '../../src/tags/filter.ts';
import { sumTags } from '../../src/tags/sum.ts';

/** Names that do harm where they are not escaped. */
export const hostile = [
  '</script><img src=x onerror="document.title=\'harmed\'">',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '\u202eevil\u202c & <b>bold</b>',
  '</style><style>*{display:none}</style>',
  '${7*7} {{constructor}} javascript:alert(1)',
];

const looks: Readonly<Record<string, readonly Tag[]>> = {
  'doom metal': [
    { name: 'skull', confidence: 0.9 },
    { name: 'mostly black', confidence: 0.8 },
    { name: 'fog', confidence: 0.4 },
  ],
  'indie pop': [
    { name: 'flower', confidence: 0.9 },
    { name: 'pale pink', confidence: 0.8 },
    { name: 'fog', confidence: 0.3 },
  ],
};

export interface SampleOptions {
  /** Artists of each genre. @default 3 */
  readonly artists?: number;
  readonly name?: (genre: string, at: number) => string;
  readonly sourceOf?: (id: string, at: number) => CoverOutcome['source'];
}

/** Artists of two genres, each with two tagged covers, one that failed, one without a cover, and one that is repeated. */
export function sampleExamples({
  artists = 3,
  name = (genre, at) => `${genre} ${at}`,
  sourceOf = (id) => ({ path: `${id}.png` }),
}: SampleOptions = {}): Example[] {
  return Object.entries(looks).flatMap(([genre, tags]) =>
    Array.from({ length: artists }, (_, at): Example => {
      const id = `${genre.replace(' ', '-')}-${at}`;
      const albums = albumsOf(id, genre, tags, at, sourceOf);
      const artist = { catalog: 'folder', id, name: name(genre, at) };
      const profile = { artist, tagger: 'fake@1', albums, tags: sumTags(albums, { filter: tagFilter() }) };
      return { genre, profile };
    }),
  );
}

function albumsOf(
  id: string,
  genre: string,
  tags: readonly Tag[],
  at: number,
  sourceOf: NonNullable<SampleOptions['sourceOf']>,
): ProfileAlbum[] {
  const tagged = [0, 1].map((number): ProfileAlbum => {
    const source = sourceOf(`${id}-${number}`, at);
    // The first artist's second cover looks like nothing else.
    const seen = at === 0 && number === 1 ? [{ name: 'castle', confidence: 1 }] : tags;
    return {
      id: `${id}-${number}`,
      title: `Album ${number} of ${genre}`,
      year: 1990 + at,
      cover: { status: 'tagged', tags: seen, ...(source && { source }) },
    };
  });
  return [
    ...tagged,
    {
      id: `${id}-failed`,
      title: 'Failed',
      cover: { status: 'failed', error: { code: 'cover', message: 'The image cannot be decoded.' } },
    },
    { id: `${id}-missing`, title: 'Missing', cover: { status: 'missing' } },
    { id: `${id}-again`, title: 'Again', cover: { status: 'repeated', of: `${id}-0` } },
  ];
}

/** One of each example: the last artist of each genre is taken for the other genre, and of the first nothing is said. */
export function samplePredictions(examples: readonly Example[]): ArtistPrediction[] {
  const genres = [...new Set(examples.map(({ genre }) => genre))];
  return examples.map(({ genre, profile }, at) => {
    const isLast = examples[at + 1]?.genre !== genre;
    const said = isLast ? (genres.find((other) => other !== genre) ?? genre) : genre;
    const other = genres.find((one) => one !== said) ?? said;
    const album = profile.albums[0]?.id ?? '';
    return {
      artist: profile.artist,
      genre,
      prediction: {
        genre: at === 0 ? null : said,
        scores: [
          { genre: said, probability: 0.8 },
          { genre: other, probability: 0.2 },
        ],
        calibrated: true,
        evidence: [{ kind: 'tag', name: 'skull', contribution: 1.25, albums: [album] }],
      },
    };
  });
}

/** The pictures of the covers of `sampleExamples`, as files. */
export async function samplePictures(examples: readonly Example[]): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const { genre, profile } of examples) {
    for (const { cover } of profile.albums) {
      if (cover.status !== 'tagged' || cover.source?.path === undefined) continue;
      // Each another one: a picture that several covers have is shown once.
      const number = Object.keys(files).length;
      const hex = (value: number) => (16 * (value % 16)).toString(16).padStart(2, '0');
      const shade = hex(number) + hex(Math.floor(number / 16));
      files[cover.source.path] = await picture(genre === 'indie pop' ? `#ff${shade}` : `#00${shade}`);
    }
  }
  return files;
}

function picture(background: string): Promise<Uint8Array> {
  return sharp({ create: { width: 120, height: 100, channels: 3, background } })
    .png()
    .toBuffer();
}
