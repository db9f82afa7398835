import { stepOf } from './charts/heat-map.ts';
import { escapeLink } from './escape.ts';
import { type Html, type HtmlValue, fragment, markup } from './html.ts';
import { withoutStyle } from './svg.ts';
import { percent } from './titles.ts';

/** A table. Figures are on the right of their cells. */
export function table(
  caption: string,
  head: readonly HtmlValue[],
  rows: readonly (readonly HtmlValue[])[],
): Html {
  return fragment`<div class="scroll" role="group" tabindex="0" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((cell) => fragment`<th scope="col">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
    </table>
  </div> `;
}

function row([first, ...others]: readonly HtmlValue[]): Html {
  return fragment`<tr>
    <th scope="row">${first}</th>
    ${others.map(cellOf)}
  </tr> `;
}

function cellOf(cell: HtmlValue): Html {
  const isFigure =
    typeof cell === 'number' || (typeof cell === 'string' && /^[-+]?[\d.,]+(?:\s%)?$/u.test(cell));
  return isFigure ? fragment`<td class="n">${cell}</td>` : fragment`<td>${cell}</td>`;
}

/** A share as a cell that is the stronger colored, the larger it is. */
export function heat(share: number): Html {
  return fragment`<span class="heat s${stepOf(share)}">${percent(share)}</span>`;
}

/** A chart, with its figures as a table that is opened when it is wanted. */
export function chart(svg: string, figures: Html): Html {
  return fragment`<div class="chart">${drawing(svg)}
    <details><summary>As a table</summary>${figures}</details></div>
  `;
}

/** A chart. The page has the style of all charts once. */
export function drawing(svg: string): Html {
  return fragment`<div class="drawing" role="group" tabindex="0">${markup(withoutStyle(svg))}</div>`;
}

/** A section of the page with its heading. @param id - of its element, for links. */
export function section(id: string, heading: HtmlValue, content: HtmlValue): Html {
  return fragment`<section id="${id}">
    <h2>${heading}</h2>
    ${content}
  </section> `;
}

/** A sentence or more about what follows. */
export function note(text: HtmlValue): Html {
  return fragment`<p class="note">${text}</p> `;
}

/** Parts with something between them. */
export function joined(parts: readonly HtmlValue[], between = ', '): HtmlValue {
  return parts.flatMap((part, at) => (at === 0 ? [part] : [between, part]));
}

/** A link to a page elsewhere. The name alone if it is not an address of the web. */
export function outside(name: string, url: string | undefined): Html {
  const href = url === undefined ? undefined : escapeLink(url);
  if (href === undefined) return fragment`${name}`;
  return fragment`<a href="${markup(href)}" rel="noreferrer noopener">${name}</a>`;
}
