import { describe, expect, it } from 'vitest';
import { aggregateGenres, evaluatePredictions, type Evaluation, type LabeledPrediction } from 'spotitags';
import {
  artistMapSvg,
  type ArtistPoint,
  confusionMatrixSvg,
  coverageSvg,
  evaluationSvg,
  overlapSvg,
  reliabilitySvg,
  swatchesSvg,
  tagBarsSvg,
} from 'spotitags/report';
import { stepOf } from '../../src/report/charts/heat-map.ts';
import { placeLabels } from '../../src/report/charts/labels.ts';
import { colorTag } from '../../src/report/color-words.ts';
import { chartStyle, fitText, widthOf, withoutStyle, wrapText } from '../../src/report/svg.ts';
import { COLOR_NAMES, nameOf } from '../../src/tagger/palette/color-names.ts';
import { oklchOf } from '../../src/tagger/palette/oklch.ts';
import { colorWords, HUES } from '../../src/tagger/palette/vocabulary/color-words.ts';
import { example } from '../examples.ts';

const said = (genre: string, predicted: string | null, probability: number): LabeledPrediction => ({
  genre,
  prediction: {
    genre: predicted,
    scores: [
      { genre: predicted ?? genre, probability },
      { genre: predicted === 'doom' ? 'pop' : 'doom', probability: 1 - probability },
    ],
    calibrated: true,
  },
});

const evaluation = evaluatePredictions([
  said('doom', 'doom', 0.95),
  said('doom', 'doom', 0.9),
  said('doom', 'pop', 0.6),
  said('doom', null, 0.5),
  said('pop', 'pop', 0.85),
  said('pop', 'doom', 0.55),
  said('<jazz & "soul">', 'pop', 0.7),
]);

const examples = [
  example('doom', 'Sleep', { skull: 0.9, fog: 0.5, dark: 0.7 }),
  example('doom', 'Om', { skull: 0.8, dark: 0.6 }),
  example('pop', 'Twice', { smile: 0.9, pastel: 0.5, dark: 0.2 }),
];
const genreTags = aggregateGenres(examples);

const points: readonly ArtistPoint[] = [
  { name: 'Sleep', genre: 'doom', x: 1, y: 0 },
  { name: 'Om', genre: 'doom', x: 0.9, y: 0.05 },
  { name: 'Twice', genre: 'pop', x: -1, y: 0.5 },
  { name: '<b>Hostile</b>', genre: '"onload="', x: 0, y: -0.5 },
];
const map = { points, explained: [0.4, 0.2] } as const;

const colors = [
  'red and black',
  'mostly navy',
  'menacing',
  'touches of rust',
  'green on white',
  'blue edges',
].map((name) => ({ name }));

const charts: Readonly<Record<string, () => string>> = {
  'confusion-matrix': () =>
    confusionMatrixSvg(evaluation, { link: (genre, one) => `#${genre}-${one ?? ''}` }),
  reliability: () => reliabilitySvg(evaluation),
  coverage: () => coverageSvg(evaluation),
  'tag-bars': () => tagBarsSvg(genreTags.relevant('doom', 3), { measure: 'relevance', title: 'doom' }),
  evaluation: () => evaluationSvg(evaluation),
  overlap: () => overlapSvg(genreTags),
  'artist-map': () => artistMapSvg(map, { link: (_, at) => `#artist-${at}` }),
  swatches: () => swatchesSvg(colors),
};

/** The content of all elements of a name. */
function contents(svg: string, element: string): string[] {
  const pattern = new RegExp(`<${element}\\b[^>]*>([^<]*)</${element}>`, 'gu');
  return Array.from(svg.matchAll(pattern), ([, text = '']) => text);
}
/** The texts that are drawn. */
const texts = (svg: string) => contents(svg, 'text');
/** What browsers show below the pointer; the first is the name of the chart. */
const hints = (svg: string) => contents(svg, 'title').slice(1);

/** Fails for SVG that is not well-formed: elements that are not closed, or attributes without quotes. */
function checkElements(svg: string): void {
  const open: string[] = [];
  for (const [tag, close, name = '', attributes = '', alone] of svg.matchAll(
    /<(\/?)([a-z]+)((?:\s+[a-zA-Z0-9:-]+="[^"<]*")*)\s*(\/?)>/gu,
  )) {
    expect(attributes, tag).not.toMatch(/\son[a-z]+=|\sid=|\sstyle=|javascript:/u);
    if (close) expect(open.pop()).toBe(name);
    else if (!alone) open.push(name);
  }
  expect(open).toEqual([]);
  const outside = svg.replaceAll(/<(\/?)([a-z]+)((?:\s+[a-zA-Z0-9:-]+="[^"<]*")*)\s*(\/?)>/gu, '');
  expect(outside).not.toContain('<');
}

describe.each(Object.keys(charts))('%s', (name) => {
  const svg = charts[name]?.() ?? '';

  it('draws what it drew before', async () => {
    await expect(`${svg.replace(chartStyle, '…')}\n`).toMatchFileSnapshot(`golden/${name}.svg.txt`);
  });

  it('is well-formed, without scripts, ids and inline styles', () => {
    checkElements(svg);
    expect(svg).not.toMatch(/<script|<foreignObject|<image|url\(/u);
  });

  it('has a name, a description, and its own style for light and dark', () => {
    expect(svg).toMatch(/^<svg [^>]*aria-label="[^"]+">\n<title>[^<]+<\/title><desc>[^<]+<\/desc>/u);
    expect(svg).toContain(`<style>${chartStyle}</style>`);
    expect(withoutStyle(svg)).not.toContain('<style>');
  });

  it('draws the same for the same data', () => {
    expect(charts[name]?.()).toBe(svg);
  });
});

it('has one style for light and dark, whose classes have a prefix', () => {
  expect(chartStyle).toContain('@media (prefers-color-scheme:dark)');
  for (const [, selector] of chartStyle.matchAll(/(?:^|[}{])(\.[^{},]+)\{/gu))
    expect(selector).toMatch(/^\.st-/u);
});

describe('confusionMatrixSvg', () => {
  const svg = confusionMatrixSvg(evaluation);

  it('says counts and row shares in every cell, and which axis is normalized', () => {
    expect(hints(svg)).toContain('doom, said: doom. 2 of 4 artists, 50 %');
    expect(hints(svg)).toContain('doom, said: pop. 1 of 4 artists, 25 %');
    expect(hints(svg)).toContain('doom, said: nothing said. 1 of 4 artists, 25 %');
    expect(texts(svg).filter((text) => text === '50 %')).toHaveLength(3);
    expect(texts(svg).join(' ')).toMatch(/each row adds up to 100 % \(normalized by row\)/u);
  });

  it('has a row that adds up to the artists of its genre', () => {
    const row = hints(svg).filter((hint) => hint.startsWith('doom, said'));
    expect(row).toHaveLength(4);
    expect(row.reduce((sum, hint) => sum + Number(/(\d+) of 4/u.exec(hint)?.[1]), 0)).toBe(4);
  });

  it('has no column for abstentions if there are none', () => {
    const sure = evaluatePredictions([said('doom', 'doom', 0.9), said('pop', 'pop', 0.8)]);
    expect(confusionMatrixSvg(sure)).not.toContain('nothing said');
  });

  it('is a picture without links, and a group of named links with them', () => {
    expect(svg).toContain('role="img"');
    const linked = confusionMatrixSvg(evaluation, {
      link: (genre, one) => (genre === 'doom' ? `#doom-${one ?? 'none'}` : 'javascript:alert(1)'),
    });
    expect(linked).toContain('role="group"');
    expect(linked).not.toContain('javascript:');
    expect(
      Array.from(linked.matchAll(/<a href="([^"]+)" aria-label="doom, said: /gu), ([, to]) => to),
    ).toEqual(['#doom-doom', '#doom-pop', '#doom-none']);
  });

  it('draws the largest genres, and the sum of the others', () => {
    const many = evaluatePredictions(
      Array.from({ length: 40 }, (_, n) =>
        Array.from({ length: n < 29 ? 2 : 1 }, () =>
          said(`genre ${String(n).padStart(2, '0')}`, 'genre 39', 0.9),
        ),
      ).flat(),
    );
    const drawn = confusionMatrixSvg(many, { link: () => '#there' });
    expect(hints(drawn)).toContain('11 other genres (11)');
    expect(hints(drawn)).toContain('11 other genres, said: 11 other genres. 11 of 11 artists, 100 %');
    // The sum of several cells leads nowhere.
    expect(drawn).not.toContain('<a ');
  });
});

describe('reliabilitySvg', () => {
  it('puts a point at the mean probability and how often it is right', () => {
    const one: Pick<Evaluation, 'reliability' | 'artists' | 'calibrationError' | 'calibrationErrorByChance'> =
      {
        artists: 8,
        calibrationError: 0.25,
        calibrationErrorByChance: 0.1,
        reliability: [{ range: [0.5, 0.6], artists: 8, meanProbability: 0.5, accuracy: 0.25 }],
      };
    const svg = reliabilitySvg(one);
    // The plot is 336 wide from 64, and 256 high above 300.
    expect(svg).toContain('cx="232" cy="236"');
    expect(hints(svg)[0]).toBe('50 % to 60 %: 8 artists, mean probability 50 %, right 25 %');
    expect(texts(svg).join(' ')).toContain('Calibration error: 0.25');
  });
});

describe('coverageSvg', () => {
  it('has a point for each part of the artists, and the baseline', () => {
    const svg = coverageSvg(evaluation);
    for (const { coverage, accuracy } of evaluation.byCoverage)
      expect(hints(svg).join('; ')).toContain(
        `the surest ${100 * coverage} % (${Math.round(7 * coverage)} artists): ${Math.round(100 * accuracy)} %`,
      );
    expect(texts(svg)).toContain('always doom: 57 %');
  });
});

describe('tagBarsSvg', () => {
  it('names its measure, and has bars in proportion', () => {
    const svg = tagBarsSvg(
      [
        { name: 'skull', weight: 4 },
        { name: 'fog', weight: 2 },
      ],
      { measure: 'weight' },
    );
    expect(texts(svg).join(' ')).toContain('sum of the confidences over the covers');
    const widths = Array.from(svg.matchAll(/class="st-bar"[^>]* width="([\d.]+)"/gu), ([, w]) => Number(w));
    expect(widths[0]).toBe(2 * (widths[1] ?? 0));
  });

  it('draws values below 0 to the left', () => {
    const svg = tagBarsSvg(
      [
        { name: 'skull', score: 3 },
        { name: 'smile', score: -1 },
      ],
      { measure: 'score' },
    );
    const [first, second] = Array.from(
      svg.matchAll(/class="st-bar"[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"/gu),
    );
    expect(Number(second?.[1]) + Number(second?.[2])).toBeCloseTo(Number(first?.[1]), 0);
  });

  it('says so if there are no tags', () => {
    expect(texts(tagBarsSvg([], { measure: 'relevance' }))).toContain('There are no tags.');
  });
});

describe('overlapSvg', () => {
  it('has the same cells of what overlap() gave', () => {
    expect(overlapSvg(genreTags.overlap())).toBe(overlapSvg(genreTags));
    expect(hints(overlapSvg(genreTags))).toContain('doom and pop: 1 tag in common, 33 %');
  });

  it('says how many genres are not drawn', () => {
    const genres = Array.from({ length: 33 }, (_, n) => `genre ${n}`);
    const counts = genres.map(() => genres.map(() => 5));
    expect(texts(overlapSvg({ genres, counts })).join(' ')).toContain('3 more genres are not drawn.');
  });
});

it('colors only what is there, and all of it the darkest', () => {
  expect([0, 0.001, 0.5, 0.999, 1].map(stepOf)).toEqual([0, 1, 5, 8, 8]);
});

describe('artistMapSvg', () => {
  it('gives each genre a color and a mark of its own', () => {
    const genres = Array.from({ length: 64 }, (_, n) => ({ name: `n${n}`, genre: `g${n}`, x: n, y: 0 }));
    const svg = artistMapSvg({ points: genres, explained: [1, 0] });
    const marks = Array.from(
      svg.matchAll(/<g class="(st-c\d) st-edge" [^>]*>(<[^>]+>)/gu),
      ([, color, shape]) => `${color ?? ''}${shape ?? ''}`,
    );
    expect(marks).toHaveLength(128);
    expect(new Set(marks).size).toBe(64);
    expect(new Set(marks.slice(0, 8).map((mark) => mark.slice(0, 5))).size).toBe(8);
    expect(new Set(marks.slice(0, 8).map((mark) => mark.slice(5))).size).toBe(8);
  });

  it('has one scale for both directions', () => {
    const svg = artistMapSvg({
      points: [
        { name: 'a', genre: 'g', x: 0, y: 0 },
        { name: 'b', genre: 'g', x: 1, y: 0 },
        { name: 'c', genre: 'g', x: 0, y: 1 },
      ],
      explained: [0.5, 0.5],
    });
    const places = Array.from(svg.matchAll(/translate\(([\d.]+) ([\d.]+)\)/gu), ([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    const [, a, b, c] = places;
    expect((b?.[0] ?? 0) - (a?.[0] ?? 0)).toBeCloseTo((a?.[1] ?? 0) - (c?.[1] ?? 0), 0);
  });

  it.each([0, 1])('draws %i artists', (count) => {
    const svg = artistMapSvg({ points: points.slice(0, count), explained: [0, 0] });
    expect(svg).not.toMatch(/NaN|Infinity/u);
  });
});

it('places labels so that none covers another or a mark', () => {
  const random = Array.from({ length: 150 }, (_, n) => ({
    x: 40 + ((n * 7919) % 600),
    y: 40 + ((n * 104729) % 400),
    text: `Artist ${n}`,
  }));
  const within = { left: 0, right: 680, top: 0, bottom: 480 };
  const boxes = placeLabels(random, within, 11).flatMap((label) => {
    if (!label) return [];
    const width = widthOf(label.text, 11);
    const left = label.x - { start: 0, middle: width / 2, end: width }[label.anchor];
    return { left, right: left + width, top: label.y - 5.5, bottom: label.y + 5.5 };
  });
  expect(boxes.length).toBeGreaterThan(50);
  const marks = random.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  for (const [at, a] of boxes.entries())
    for (const b of [...boxes.slice(at + 1), ...marks])
      expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
});

describe('swatchesSvg', () => {
  it('draws tags that name colors, and no others', () => {
    expect(hints(swatchesSvg(colors))).toEqual(
      colors.map(({ name }) => name).filter((name) => name !== 'menacing'),
    );
    expect(swatchesSvg([{ name: 'menacing' }])).toBe('');
  });

  it('has a color for every word of the palette tagger, which it gives the same word', () => {
    for (const name of COLOR_NAMES) {
      const [color = ''] = colorTag(name)?.colors ?? [];
      const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
        Number.parseInt(color.slice(at, at + 2), 16),
      );
      expect(COLOR_NAMES[nameOf(oklchOf(red, green, blue))], name).toBe(name);
    }
    for (const hue of HUES) expect(colorTag(`all in ${hue}`), hue).toBeDefined();
  });

  it('knows every tag of the vocabulary that names a color', () => {
    const named = new RegExp(`\\b(?:${[...COLOR_NAMES, ...HUES].join('|')})\\b`, 'u');
    const tags = colorWords.flatMap((group) => group.words.map(({ name }) => name));
    const unknown = tags.filter((tag) => named.test(tag) && !colorTag(tag));
    expect(unknown).toEqual([]);
    expect(tags.filter((tag) => colorTag(tag)).length).toBeGreaterThan(300);
  });

  it('reads tags of combined taggers too', () => {
    expect(colorTag('palette: red on black')?.place).toBe('on');
    expect(colorTag('palette: red on black')?.colors).toEqual([
      ...(colorTag('red')?.colors ?? []),
      ...(colorTag('black')?.colors ?? []),
    ]);
  });
});

it('measures texts, so that long ones are cut and broken', () => {
  expect(fitText('Einstürzende Neubauten', 60)).toMatch(/^Ein.*…$/u);
  expect(fitText('Om', 60)).toBe('Om');
  expect(widthOf('漢字')).toBeGreaterThan(widthOf('il'));
  const lines = wrapText('one two three four five six seven', 80, 12);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.join(' ')).toBe('one two three four five six seven');
});
