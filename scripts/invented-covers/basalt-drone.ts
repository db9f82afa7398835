import { cover, Dice, path, range, side, type Sketch } from './draw.ts';
import { lettering } from './letters.ts';

/** Dark and dense: stone, thorns, embers, and a logo with spikes. */
export function basaltDrone({ artist, title, colors, motif, seed }: Sketch): string {
  const dice = new Dice(seed);
  const [ground = '#0b0a0c', ember = '#8a2415', bone = '#c9bda4'] = colors;
  const pictures = [columns, sigil, trees, shards, ridges];
  const picture = pictures[motif % pictures.length] ?? columns;
  const definitions =
    `<radialGradient id="glow" cx="50%" cy="${dice.whole(45, 95)}%" r="70%"><stop offset="0" stop-color="${ember}"/>` +
    `<stop offset=".55" stop-color="${ember}" stop-opacity=".45"/><stop offset="1" stop-color="${ground}" stop-opacity="0"/></radialGradient>` +
    `<filter id="grain" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".35" numOctaves="2" seed="${seed % 97}"/>` +
    '<feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1.6 -.55"/></filter>' +
    `<radialGradient id="edge" r="75%"><stop offset=".5" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".6"/></radialGradient>`;
  const full = `width="${side}" height="${side}"`;
  return cover(
    `<rect ${full} fill="${ground}"/><rect ${full} fill="url(#glow)"/>${picture(dice, ground, ember, bone)}` +
      `<rect ${full} filter="url(#grain)" opacity=".4"/><rect ${full} fill="url(#edge)"/>` +
      logo(artist, bone, dice) +
      lettering(title, {
        x: side / 2,
        y: 206,
        height: 7,
        color: bone,
        weight: 0.13,
        spacing: 1.1,
        widest: 190,
      }),
    definitions,
  );
}

/** Letters with thorns above and below. */
function logo(artist: string, bone: string, dice: Dice): string {
  const y = 14;
  const height = 20;
  const thorns = range(26).map((at) => {
    const x = 22 + at * 7.2 + dice.between(-2, 2);
    const reach = dice.between(4, 13) * (dice.chance(0.5) ? 1 : -1);
    const base = reach > 0 ? y + height : y;
    return path([
      [x - 1.2, base],
      [x + dice.between(-3, 3), base + reach],
      [x + 1.2, base],
    ]);
  });
  return (
    `<path d="${thorns.join('')}" fill="${bone}"/>` +
    lettering(artist, {
      x: side / 2,
      y,
      height,
      color: bone,
      weight: 0.11,
      spacing: 0.25,
      widest: 188,
      cap: 'butt',
    })
  );
}

function columns(dice: Dice, ground: string, ember: string, bone: string): string {
  return range(34)
    .map((at) => {
      const x = at * 7 - 6 + dice.between(-2, 2);
      const width = dice.between(6, 12);
      const top = 70 + 60 * Math.abs(Math.sin(at / 4.6 + dice.between(0, 0.6))) + dice.between(-14, 22);
      const lit = dice.chance(0.22) ? ember : bone;
      return (
        `<path d="${path([
          [x, side],
          [x, top + 4],
          [x + width / 2, top],
          [x + width, top + 5],
          [x + width, side],
        ])}" fill="${ground}" stroke="${lit}" stroke-width=".7" stroke-opacity="${dice.between(0.25, 0.8).toFixed(2)}"/>` +
        `<path d="M${(x + width * 0.6).toFixed(1)} ${(top + 8).toFixed(1)}V${side}" stroke="${ember}" stroke-opacity=".5" stroke-width="${dice.between(0.6, 2).toFixed(1)}"/>`
      );
    })
    .join('');
}

function sigil(dice: Dice, ground: string, ember: string, bone: string): string {
  const spikes = dice.whole(9, 15);
  const ring = (radius: number, width: number, color: string) =>
    `<circle r="${radius}" fill="none" stroke="${color}" stroke-width="${width}"/>`;
  const star = (from: number, to: number, turn: number) =>
    path(
      range(2 * spikes).map((at) => {
        const angle = turn + (Math.PI * at) / spikes;
        const radius = at % 2 === 0 ? to : from;
        return [radius * Math.sin(angle), radius * Math.cos(angle)] as const;
      }),
    );
  return (
    `<g transform="translate(112 124)"><path d="${star(30, 84, 0.1)}" fill="${ember}" fill-opacity=".7"/>` +
    `<path d="${star(22, 66, 0.32)}" fill="${ground}" stroke="${bone}" stroke-width="1"/>` +
    ring(58, 1, bone) +
    ring(46, 3.5, bone) +
    ring(40, 0.8, bone) +
    `<circle r="24" fill="${ground}" stroke="${bone}" stroke-width="1.4"/><path d="M-20 0Q0-19 20 0Q0 19-20 0Z" fill="${bone}"/>` +
    `<ellipse rx="5" ry="10" fill="${ground}"/></g>`
  );
}

function trees(dice: Dice, ground: string, ember: string, bone: string): string {
  const branches: string[] = [];
  const grow = (x: number, y: number, angle: number, length: number, width: number): void => {
    if (length < 4) return;
    const [toX, toY] = [x + length * Math.sin(angle), y - length * Math.cos(angle)];
    branches.push(
      `<path d="M${x.toFixed(1)} ${y.toFixed(1)}L${toX.toFixed(1)} ${toY.toFixed(1)}" stroke="#050405" stroke-width="${width.toFixed(1)}" stroke-linecap="round"/>`,
    );
    const forks = dice.chance(0.3) ? 3 : 2;
    for (const fork of range(forks))
      grow(
        toX,
        toY,
        angle + (fork - (forks - 1) / 2) * dice.between(0.35, 0.9),
        length * dice.between(0.62, 0.8),
        width * 0.62,
      );
  };
  for (const at of range(4))
    grow(24 + at * 58 + dice.between(-10, 10), side + 4, dice.between(-0.15, 0.15), dice.between(34, 50), 8);
  const x = dice.whole(70, 150);
  return (
    `<circle cx="${x}" cy="96" r="38" fill="${ember}"/><circle cx="${x}" cy="96" r="38" fill="none" stroke="${bone}" stroke-opacity=".5"/>` +
    `<rect y="150" width="${side}" height="74" fill="${ground}" fill-opacity=".6"/>${branches.join('')}`
  );
}

function shards(dice: Dice, ground: string, ember: string, bone: string): string {
  const fills = [ground, '#1a171b', '#26212a', ember] as const;
  return range(64)
    .map((at) => {
      const angle = (at / 64) * 2 * Math.PI + dice.between(-0.1, 0.1);
      const [near, far, spread] = [dice.between(8, 30), dice.between(60, 165), dice.between(0.04, 0.14)];
      const point = (radius: number, turn: number) =>
        [112 + radius * Math.cos(turn), 122 + radius * Math.sin(turn)] as const;
      return `<path d="${path([point(near, angle), point(far * 0.6, angle - spread), point(far, angle), point(far * 0.7, angle + spread)])}" fill="${dice.one(fills)}" stroke="${bone}" stroke-opacity=".45" stroke-width=".6"/>`;
    })
    .join('');
}

function ridges(dice: Dice, ground: string, ember: string, bone: string): string {
  const x = dice.whole(60, 164);
  const moon = `<circle cx="${x}" cy="88" r="27" fill="${bone}" fill-opacity=".9"/><circle cx="${x + 9}" cy="84" r="24" fill="${ember}" fill-opacity=".75"/>`;
  const lines = range(17).map((row) => {
    const y = 104 + row * 8;
    const points = range(57).map(
      (at) =>
        [
          at * 4,
          y - Math.abs(dice.between(-1, 1)) ** 2 * (30 - row) * Math.exp(-(((at - 28) / 17) ** 2)),
        ] as const,
    );
    return `<path d="${path([[-2, side + 2], [-2, y], ...points, [side + 2, y], [side + 2, side + 2]])}" fill="${ground}" stroke="${row % 4 === 3 ? ember : bone}" stroke-width="${row % 4 === 3 ? 1.5 : 0.8}"/>`;
  });
  return moon + lines.join('');
}
