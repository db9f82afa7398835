import { cover, Dice, path, range, side, type Sketch } from './draw.ts';
import { lettering } from './letters.ts';

/** Soft and hazy: hills, lakes and woods that fade into a pale sky. */
export function hazeFolk({ artist, title, colors, motif, seed }: Sketch): string {
  const dice = new Dice(seed);
  const pictures = [hills, lake, woods, dunes, meadow];
  const picture = pictures[motif % pictures.length] ?? hills;
  const [sky = '#e8eef2', glow = '#f6e3cf', far = '#b9c7cf', near = '#6f8792', ink = '#4a5b66'] = colors;
  const definitions =
    `<linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="${sky}"/><stop offset=".62" stop-color="${glow}"/><stop offset="1" stop-color="${far}"/></linearGradient>` +
    `<radialGradient id="sun"><stop offset="0" stop-color="#fffdf6"/><stop offset=".35" stop-color="#fffaf0" stop-opacity=".85"/><stop offset="1" stop-color="${glow}" stop-opacity="0"/></radialGradient>` +
    `<linearGradient id="mist" x2="0" y2="1"><stop offset="0" stop-color="${glow}" stop-opacity="0"/><stop offset="1" stop-color="${glow}" stop-opacity=".75"/></linearGradient>` +
    '<filter id="soft" x="-10%" y="-10%" width="120%" height="120%"><feGaussianBlur stdDeviation="2.2"/></filter>' +
    '<filter id="slight" x="-10%" y="-10%" width="120%" height="120%"><feGaussianBlur stdDeviation=".7"/></filter>';
  const [x, y] = [dice.whole(50, 174), dice.whole(64, 100)];
  return cover(
    `<rect width="${side}" height="${side}" fill="url(#sky)"/><circle cx="${x}" cy="${y}" r="70" fill="url(#sun)"/>` +
      picture(dice, { far, near, x, y, glow }) +
      lettering(artist, {
        x: side / 2,
        y: 17,
        height: 9.5,
        color: ink,
        weight: 0.1,
        spacing: 1.1,
        widest: 196,
      }) +
      lettering(title, {
        x: side / 2,
        y: 33,
        height: 5.5,
        color: ink,
        weight: 0.11,
        spacing: 1.3,
        widest: 170,
      }),
    definitions,
  );
}

interface Light {
  readonly far: string;
  readonly near: string;
  readonly glow: string;
  /** Where the sun is. */
  readonly x: number;
  readonly y: number;
}

/** The color between two. */
function between(one: string, other: string, share: number): string {
  const channel = (color: string, at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) =>
    Math.round(channel(one, at) * (1 - share) + channel(other, at) * share),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** A line of hills from left to right. */
function skyline(dice: Dice, y: number, height: number): [number, number][] {
  const [a, b, c] = [dice.between(0, 6), dice.between(0, 6), dice.between(0, 6)];
  return range(29).map((at) => [
    at * 8,
    y -
      height * (0.5 + 0.3 * Math.sin(at / 4.4 + a) + 0.15 * Math.sin(at / 2.1 + b) + 0.05 * Math.sin(at + c)),
  ]);
}

function land(line: readonly (readonly [number, number])[], color: string, filter = 'slight'): string {
  return `<path d="${path([[-4, side + 4], ...line, [side + 4, side + 4]])}" fill="${color}" filter="url(#${filter})"/>`;
}

function mist(y: number): string {
  return `<rect y="${y}" width="${side}" height="46" fill="url(#mist)"/>`;
}

function birds(dice: Dice, color: string): string {
  const [left, top] = [dice.whole(40, 150), dice.whole(56, 84)];
  return range(dice.whole(3, 6))
    .map((at) => {
      const [x, y] = [left + at * 9 + dice.between(-3, 3), top + dice.between(-9, 9)];
      return `<path d="M${x.toFixed(1)} ${y.toFixed(1)}q2-3 4 0q2-3 4 0" fill="none" stroke="${color}" stroke-width=".9"/>`;
    })
    .join('');
}

function hills(dice: Dice, { far, near }: Light): string {
  const layers = range(5).map(
    (at) =>
      land(
        skyline(dice, 124 + at * 24, 46 - at * 4),
        between(far, near, at / 4),
        at < 2 ? 'soft' : 'slight',
      ) + (at < 4 ? mist(112 + at * 24) : ''),
  );
  return layers.join('') + birds(dice, near);
}

function lake(dice: Dice, { far, near, glow, x, y }: Light): string {
  const shore = skyline(dice, 136, 44);
  const mirrored = shore.map(([at, high]) => [at, 272 - high] as const);
  const ripples = range(22).map((row) => {
    const wide = dice.between(14, 60);
    return `<rect x="${(x - wide / 2 + dice.between(-16, 16)).toFixed(1)}" y="${142 + row * 3.7}" width="${wide.toFixed(1)}" height="1.3" rx=".6" fill="#fffaf0" fill-opacity="${(0.7 - row * 0.025).toFixed(2)}"/>`;
  });
  return (
    `<circle cx="${x}" cy="${y}" r="13" fill="#fffdf6"/>${land(skyline(dice, 130, 66), between(far, glow, 0.3), 'soft')}${land(shore, between(far, near, 0.55))}` +
    `<rect y="136" width="${side}" height="88" fill="${between(glow, far, 0.35)}"/>` +
    `<path d="${path([[-4, 136], ...mirrored, [side + 4, 136]])}" fill="${between(far, near, 0.4)}" fill-opacity=".55" filter="url(#soft)"/>${ripples.join('')}`
  );
}

function woods(dice: Dice, { far, near }: Light): string {
  const rows = range(4).map((row) => {
    const color = between(far, near, row / 3);
    const trunks = range(17 - row * 2).map(() => {
      const [x, base] = [dice.between(-6, side + 6), 150 + row * 24 + dice.between(0, 8)];
      const height = dice.between(40, 66) + row * 6;
      const wide = height * 0.17;
      const tiers = range(4).map((tier) => {
        const top = base - height + (tier * height) / 5;
        const reach = wide * (0.45 + tier * 0.22);
        return path([
          [x, top],
          [x + reach, top + height * 0.34],
          [x - reach, top + height * 0.34],
        ]);
      });
      return (
        tiers.join('') +
        path([
          [x - 1.2, base],
          [x + 1.2, base],
          [x + 1.2, base + 30],
          [x - 1.2, base + 30],
        ])
      );
    });
    const ground = path([[-4, side + 4], ...skyline(dice, 160 + row * 22, 14), [side + 4, side + 4]]);
    return `<path d="${trunks.join('')}${ground}" fill="${color}" filter="url(#${row < 2 ? 'soft' : 'slight'})"/>${row < 3 ? mist(128 + row * 26) : ''}`;
  });
  return rows.join('');
}

function dunes(dice: Dice, { far, near, glow }: Light): string {
  return range(4)
    .map((row) => {
      const y = 138 + row * 26;
      const peak = dice.whole(50, 174);
      const [rise, color] = [34 - row * 3, between(far, near, row / 3)];
      const ridge = `M-4 ${y + 14}Q${peak * 0.55} ${y + 10} ${peak} ${y - rise}Q${peak + 60} ${y + 4} ${side + 4} ${y + 8}`;
      return (
        `<path d="${ridge}V${side + 4}H-4Z" fill="${color}" filter="url(#slight)"/>` +
        `<path d="M${peak} ${y - rise}Q${peak + 60} ${y + 4} ${side + 4} ${y + 8}V${side}Q${peak + 20} ${y + 60} ${peak} ${y - rise}Z" fill="${between(color, glow, 0.45)}" filter="url(#soft)" fill-opacity=".8"/>`
      );
    })
    .join('');
}

function meadow(dice: Dice, { far, near, glow }: Light): string {
  const grass = range(170).map(() => {
    const [x, y] = [dice.between(-4, side + 4), dice.between(182, 232)];
    const lean = dice.between(-7, 7);
    return `M${x.toFixed(1)} ${y.toFixed(1)}q${(lean / 3).toFixed(1)}-14 ${lean.toFixed(1)}-${dice.between(16, 38).toFixed(1)}`;
  });
  const x = dice.whole(40, 180);
  const house = `<path d="M${x} 152v-16l10-9 10 9v16z" fill="${near}"/>`;
  return (
    land(skyline(dice, 140, 50), between(far, glow, 0.25), 'soft') +
    mist(108) +
    land(skyline(dice, 160, 24), between(far, near, 0.3)) +
    house +
    land(skyline(dice, 178, 20), between(far, near, 0.55)) +
    `<path d="${grass.join('')}" fill="none" stroke="${between(near, far, 0.2)}" stroke-width="1.1" stroke-opacity=".75"/>`
  );
}
