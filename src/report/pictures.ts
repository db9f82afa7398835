import { type Html, fragment } from './html.ts';
import type { ReportCover } from './report-data.ts';
import type { Thumbnails } from './thumbnails.ts';
import { titleOf } from './titles.ts';

/** The pictures of covers, as markup. An embedded picture is in the page once, however often it is shown. */
export class Pictures {
  readonly #thumbnails: Thumbnails;

  constructor(thumbnails: Thumbnails) {
    this.#thumbnails = thumbnails;
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
      return fragment`<svg viewBox="0 0 96 96" role="img" aria-label="${label}"><use href="#p${cover.at}" /></svg>`;
    if (thumbnail?.kind === 'linked')
      return fragment`<img src="${thumbnail.url}" alt="${label}" loading="lazy" referrerpolicy="no-referrer" />`;
    return fragment`<svg viewBox="0 0 96 96" role="img" aria-label="${label}">
      <rect width="96" height="96" fill="gray" />
    </svg>`;
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
      if (thumbnail.kind === 'embedded')
        yield fragment`<image id="p${cover.at}" width="96" height="96" href="${thumbnail.data}" />\n`;
    }
    yield fragment`</defs></svg>\n`;
  }
}
