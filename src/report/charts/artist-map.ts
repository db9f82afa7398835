import { largestOf, leastOf } from '../../util/order.ts';
import { counted } from '../../util/plural.ts';
import type { ArtistMap, ArtistPoint } from '../artist-map.ts';
import { captionAt, fitText, headingAt, hint, percent, svgOf, textAt, widthOf } from '../svg.ts';
import { placeLabels } from './labels.ts';
import { markAt } from './marks.ts';

/** How {@link artistMapSvg} draws artists. */
export interface ArtistMapSvgOptions {
  /**
   * Where a point leads, such as `#artist-3`; `at` is its place in the points. Links to a place of the page and to `http` and
   * `https` are drawn, other texts are not.
   */
  readonly link?: (point: ArtistPoint, at: number) => string | undefined;
}

const width = 680;
const area = { left: 22, right: 658, height: 420 };
const labelSize = 11;

/**
 * The map of artists as SVG: a color and a mark for each genre. Names are drawn where there is room. Every point says its
 * name if the pointer is on it.
 */
export function artistMapSvg({ points, explained }: ArtistMap, { link }: ArtistMapSvgOptions = {}): string {
  const genres = [...new Set(points.map(({ genre }) => genre))];
  const legend = legendAt(genres, 44);
  const top = 44 + legend.height + 14;
  const bottom = top + area.height;
  const placed = placesOf(points, top, bottom);
  const labels = placeLabels(
    placed.map(({ x, y, point }) => ({ x, y, text: fitText(point.name, 190, labelSize) })),
    { left: 6, right: width - 6, top: top - 14, bottom: bottom + 14 },
    labelSize,
  );
  const links = points.map((point, at) => link?.(point, at));
  const caption = captionAt(
    bottom + 32,
    width,
    `Artists whose covers look alike are near each other. The two directions are the first principal components: they show ` +
      `${percent(explained[0])} (across) and ${percent(explained[1])} (up) of what differs.`,
  );
  return svgOf({
    width,
    height: bottom + 32 + caption.height,
    title: `Map of ${counted(points.length, 'artist')} of ${counted(genres.length, 'genre')}`,
    description: points.map(({ name, genre, x, y }) => `${name} (${genre}): ${two(x)}, ${two(y)}`).join('; '),
    hasLinks: links.some((target) => target !== undefined),
    body: [
      headingAt('Map of artists', width),
      legend.body,
      ...labels.map((label) =>
        label === undefined
          ? ''
          : textAt(label.x, label.y, label.text, {
              class: 'st-muted',
              size: labelSize,
              anchor: label.anchor,
            }),
      ),
      ...placed.map(({ x, y, point }, at) =>
        hint(`${point.name} (${point.genre})`, markAt(genres.indexOf(point.genre), x, y), links[at]),
      ),
      caption.body,
    ],
  });
}

/** Both directions have the same scale, so that distances can be compared. */
function placesOf(points: readonly ArtistPoint[], top: number, bottom: number) {
  const range = (values: readonly number[]) => {
    const [least, most] = [leastOf(values), largestOf(values)];
    return points.length > 0
      ? { middle: (least + most) / 2, length: most - least }
      : { middle: 0, length: 0 };
  };
  const [across, up] = [range(points.map(({ x }) => x)), range(points.map(({ y }) => y))];
  const scale = Math.min(
    (area.right - area.left - 60) / (across.length || 1),
    (area.height - 20) / (up.length || 1),
  );
  return points.map((point) => ({
    point,
    x: (area.left + area.right) / 2 + scale * (point.x - across.middle),
    y: (top + bottom) / 2 - scale * (point.y - up.middle),
  }));
}

function legendAt(genres: readonly string[], top: number): { body: string; height: number } {
  let [x, y] = [20, top];
  const body = genres.map((genre, at) => {
    const label = fitText(genre, 180, 12);
    const wide = 16 + widthOf(label, 12) + 18;
    if (x + wide > width - 10 && x > 20) [x, y] = [20, y + 20];
    const entry = markAt(at, x, y) + textAt(x + 12, y, label, { size: 12 });
    x += wide;
    return entry;
  });
  return { body: body.join('\n'), height: y - top };
}

const two = (value: number) => value.toFixed(2);
