import { cover, Dice, range, side, type Sketch } from './draw.ts';
import { lettering } from './letters.ts';

/** Bright and flat: large shapes in a few loud colors. */
export function blockPop({ artist, title, colors, motif, seed }: Sketch): string {
  const dice = new Dice(seed);
  const pictures = [tiles, arches, stripes, faces, waves];
  const picture = pictures[motif % pictures.length] ?? tiles;
  const [ground = '#fff', ink = '#111', ...paints] = colors;
  const band = 40;
  return cover(
    `<rect width="${side}" height="${side}" fill="${ground}"/>${picture(dice, ground, ink, paints)}` +
      `<rect y="${side - band}" width="${side}" height="${band}" fill="${ground}"/>` +
      lettering(artist, {
        x: side / 2,
        y: side - 32,
        height: 14,
        color: ink,
        weight: 0.26,
        spacing: 0.5,
        widest: 204,
      }) +
      lettering(title, {
        x: side / 2,
        y: side - 11,
        height: 5.5,
        color: ink,
        weight: 0.2,
        spacing: 0.9,
        widest: 200,
      }),
  );
}

type Picture = (dice: Dice, ground: string, ink: string, paints: readonly string[]) => string;

const pick = (dice: Dice, paints: readonly string[]) => paints[dice.whole(0, paints.length - 1)] ?? '#f04';

const tiles: Picture = (dice, _, ink, paints) => {
  const size = dice.one([37, 46, 62]);
  const across = Math.ceil(side / size);
  return range(across * across)
    .map((at) => {
      const [x, y] = [(at % across) * size, Math.floor(at / across) * size];
      const back = pick(dice, paints);
      const front = pick(dice, [ink, ...paints.filter((paint) => paint !== back)]);
      const turn = `transform="rotate(${90 * dice.whole(0, 3)} ${x + size / 2} ${y + size / 2})"`;
      const shape = dice.one([
        `<path d="M${x} ${y}h${size}a${size} ${size} 0 0 1-${size} ${size}z" fill="${front}" ${turn}/>`,
        `<path d="M${x} ${y}h${size}l-${size} ${size}z" fill="${front}" ${turn}/>`,
        `<circle cx="${x + size / 2}" cy="${y + size / 2}" r="${size * 0.34}" fill="${front}"/>`,
        `<path d="M${x} ${y + size / 2}a${size / 2} ${size / 2} 0 0 1 ${size} 0z" fill="${front}" ${turn}/>`,
      ]);
      return `<rect x="${x}" y="${y}" width="${size + 0.5}" height="${size + 0.5}" fill="${back}"/>${shape}`;
    })
    .join('');
};

const arches: Picture = (dice, ground, ink, paints) => {
  const rainbow = (x: number, y: number, radius: number) =>
    range(5)
      .map((ring) => {
        const r = radius * (1 - ring * 0.19);
        const color = ring === 4 ? ground : (paints[(ring + dice.whole(0, 1)) % paints.length] ?? ink);
        return `<path d="M${x - r} ${y}a${r} ${r} 0 0 1 ${2 * r} 0z" fill="${color}"/>`;
      })
      .join('');
  const sun = `<circle cx="${dice.whole(40, 184)}" cy="44" r="26" fill="${pick(dice, paints)}"/>`;
  return sun + rainbow(dice.whole(50, 90), 184, 92) + rainbow(dice.whole(150, 190), 184, 66);
};

const stripes: Picture = (dice, ground, ink, paints) => {
  const width = dice.one([22, 30]);
  const bars = range(16)
    .map(
      (at) =>
        `<rect x="${at * width - 120}" y="-120" width="${width}" height="460" fill="${at % 2 === 0 ? (paints[0] ?? ink) : ground}"/>`,
    )
    .join('');
  const [x, y] = [dice.whole(90, 134), dice.whole(80, 104)];
  return (
    `<g transform="rotate(${dice.one([-45, 45, 30])} 112 100)">${bars}</g>` +
    `<circle cx="${x}" cy="${y}" r="64" fill="${paints[1] ?? ink}"/><path d="M${x - 64} ${y}a64 64 0 0 0 128 0z" fill="${paints[2] ?? ink}"/>` +
    `<circle cx="${x + 22}" cy="${y - 22}" r="13" fill="${ground}"/>`
  );
};

const faces: Picture = (dice, ground, ink, paints) =>
  range(4)
    .map((at) => {
      const [x, y] = [(at % 2) * 112, Math.floor(at / 2) * 92];
      const [back, front] = [paints[at % paints.length] ?? ink, paints[(at + 1) % paints.length] ?? ground];
      const head = dice.one([
        `<circle cx="56" cy="46" r="36" fill="${front}"/>`,
        `<rect x="22" y="12" width="68" height="68" rx="10" fill="${front}"/>`,
        `<path d="M56 6 98 84H14z" fill="${front}"/>`,
        `<path d="M56 8 96 46 56 84 16 46z" fill="${front}"/>`,
      ]);
      const mouth = dice.one([
        `<path d="M42 56a14 14 0 0 0 28 0z" fill="${ink}"/>`,
        `<circle cx="56" cy="62" r="6" fill="${ink}"/>`,
        `<rect x="42" y="58" width="28" height="6" fill="${ink}"/>`,
      ]);
      return `<g transform="translate(${x} ${y})"><rect width="112.5" height="92.5" fill="${back}"/>${head}<circle cx="45" cy="44" r="5" fill="${ink}"/><circle cx="67" cy="44" r="5" fill="${ink}"/>${mouth}</g>`;
    })
    .join('');

const waves: Picture = (dice, _, ink, paints) => {
  const length = dice.one([56, 74.7, 112]);
  const bands = range(7).map((row) => {
    const y = 22 + row * 28;
    const humps = range(Math.ceil(side / length) + 2)
      .map(() => `a${length / 2} ${dice.one([24, 24, 30])} 0 0 1 ${length} 0`)
      .join('');
    return `<path d="M${-length / 2 - (row % 2) * (length / 2)} ${y + 26}${humps}V${side}H-${length}z" fill="${paints[row % paints.length] ?? ink}"/>`;
  });
  return `<circle cx="${dice.whole(40, 184)}" cy="14" r="30" fill="${ink}"/>${bands.join('')}`;
};
