import { colorTag } from './color-words.ts';
import { type Html, fragment } from './html.ts';
import type { ReportCover } from './report-data.ts';
import type { Thumbnail, Thumbnails } from './thumbnails.ts';
import { titleOf } from './titles.ts';

/** The pictures of covers, as markup. An embedded picture is in the page once, however often it is shown. */
export class Pictures {
  readonly #thumbnails: Thumbnails;
  /** The first cover of each picture, by its data or URL: several artists may share a cover. */
  readonly #first = new Map<string, ReportCover>();

  constructor(thumbnails: Thumbnails) {
    this.#thumbnails = thumbnails;
    for (const [cover, thumbnail] of thumbnails.of) {
      const key = keyOf(thumbnail);
      if (!this.#first.has(key)) this.#first.set(key, cover);
    }
  }

  get notes(): readonly string[] {
    return this.#thumbnails.notes;
  }

  count(kind: 'embedded' | 'linked'): number {
    let count = 0;
    for (const thumbnail of this.#thumbnails.of.values()) if (thumbnail.kind === kind) count += 1;
    return count;
  }

  /** The picture alone. @param label - its text alternative. */
  picture(cover: ReportCover, label: string): Html {
    const thumbnail = this.#thumbnails.of.get(cover);
    if (thumbnail?.kind === 'embedded')
      return fragment`<svg viewBox="0 0 96 96" role="img" aria-label="${label}"><use href="#p${this.#sameAs(cover).at}" /></svg>`;
    if (thumbnail?.kind === 'linked')
      return fragment`<img src="${thumbnail.url}" alt="${label}" loading="lazy" referrerpolicy="no-referrer" />`;
    return swatch(cover, label);
  }

  /** The covers without those that have the same picture as an earlier one. */
  distinct(covers: readonly ReportCover[]): ReportCover[] {
    const seen = new Set<ReportCover>();
    return covers.filter((cover) => {
      const first = this.#sameAs(cover);
      return !seen.has(first) && seen.add(first);
    });
  }

  /** The first cover with the same picture. */
  #sameAs(cover: ReportCover): ReportCover {
    const thumbnail = this.#thumbnails.of.get(cover);
    return (thumbnail && this.#first.get(keyOf(thumbnail))) ?? cover;
  }

  /** The picture as a link to the cover among those of its artist. */
  link(cover: ReportCover): Html {
    const label = `${cover.artist.artist.name}: ${titleOf(cover.album)}`;
    return fragment`<a class="c" href="#c${cover.at}">${this.picture(cover, label)}</a>`;
  }

  /** Covers side by side. */
  strip(covers: readonly ReportCover[]): Html {
    return fragment`<ul class="strip">${covers.map((cover) => fragment`<li>${this.link(cover)}</li>`)}</ul>\n`;
  }

  /** The embedded pictures, which the others refer to. One at a time, because they are most of the page. */
  *definitions(): Generator<Html, void> {
    if (this.count('embedded') === 0) return;
    yield fragment`<svg class="hidden" width="0" height="0" aria-hidden="true"><defs>\n`;
    for (const [cover, thumbnail] of this.#thumbnails.of) {
      if (thumbnail.kind === 'embedded' && this.#sameAs(cover) === cover)
        yield fragment`<image id="p${cover.at}" width="96" height="96" href="${thumbnail.data}" />\n`;
    }
    yield fragment`</defs></svg>\n`;
  }
}

function keyOf(thumbnail: Thumbnail): string {
  return thumbnail.kind === 'embedded' ? thumbnail.data : thumbnail.url;
}

/** Colors in a swatch. */
const mostColors = 5;

/** The colors that the cover's tags name, each as wide as the tagger is sure of it. Its initial if they name none. */
function swatch({ tags, album }: ReportCover, label: string): Html {
  const widths = new Map<string, number>();
  for (const { name, confidence } of tags) {
    for (const color of colorTag(name)?.colors ?? [])
      if (widths.size < mostColors || widths.has(color))
        widths.set(color, (widths.get(color) ?? 0) + confidence);
  }
  let total = 0;
  for (const width of widths.values()) total += width;
  let x = 0;
  const bands = Array.from(widths, ([color, wide]) => {
    const width = (96 * wide) / total;
    const band = fragment`<rect x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="96" fill="${color}" />`;
    x += width;
    return band;
  });
  const initial = fragment`<rect class="st-soft" width="96" height="96" />
    <text class="st-muted" x="48" y="62" font-size="40" text-anchor="middle">${String.fromCodePoint(titleOf(album).codePointAt(0) ?? 32)}</text>`;
  return fragment`<svg viewBox="0 0 96 96" role="img" aria-label="${label}">${total > 0 ? bands : initial}</svg>`;
}
