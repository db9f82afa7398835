import { createHash } from 'node:crypto';
import { type Html, fragment, markup } from './html.ts';
import { pageScript } from './script.ts';
import { pageStyle } from './style.ts';
import { chartStyle } from './svg.ts';

const style = pageStyle + chartStyle;

/** What is around the sections of a page. */
export interface Page {
  readonly title: string;
  /** Below the title. */
  readonly subtitle: Html;
  /** Links to the sections. Empty for a page that needs none. */
  readonly contents: readonly Html[];
  /** Whether pictures are shown from elsewhere. */
  readonly hasLinkedPictures: boolean;
  readonly hasEmbeddedPictures: boolean;
}

/**
 * The beginning of the page, up to its sections. Nothing may be loaded or run but pictures, and the style and script that are
 * in the page, by their hashes.
 */
export function pageStart({ title, subtitle, contents, hasLinkedPictures }: Page): Html {
  const policy = [
    "default-src 'none'",
    `img-src data:${hasLinkedPictures ? ' https:' : ''}`,
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(pageScript)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const listed = contents.map((link) => fragment`<li>${link}</li>\n`);
  const nav =
    contents.length > 0 ? fragment`<nav aria-label="Contents"><ul>${listed}</ul></nav>\n` : undefined;
  return fragment`<!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex">
    <title>${title}</title>
    <style>${markup(style)}</style>
    </head>
    <body>
    <a class="skip" href="#main">Skip to the content</a>
    <header><h1>${title}</h1>
    <p>${subtitle}</p></header>
    <div class="layout${nav && ' wide'}">
    ${nav}<main id="main">
  `;
}

/** The end of the page. @param pictures - what the pictures of the page refer to. */
export function* pageEnd(
  { hasLinkedPictures, hasEmbeddedPictures }: Page,
  pictures: Iterable<Html>,
): Generator<Html, void> {
  const use = hasEmbeddedPictures
    ? 'This page contains small pictures of them: it is for private use. Do not publish it.'
    : 'This page shows them from where they were published.';
  const hasPictures = hasLinkedPictures || hasEmbeddedPictures;
  yield fragment`</main>
    </div>
    <footer>${hasPictures ? fragment`<p>Covers belong to their owners. ${use}</p>` : undefined}
    <p>Made with spotitags. Tags, scores and figures are guesses of a program.</p></footer>
    <dialog id="zoom" aria-label="Cover"><div class="picture"></div><div class="words"></div>
    <div class="buttons"><button type="button" id="before">Previous</button>
    <button type="button" id="after">Next</button>
    <button type="button" id="close">Close</button></div></dialog>
  `;
  yield* pictures;
  yield fragment`<script>${markup(pageScript)}</script>
</body>
</html>
`;
}

/** As a Content-Security-Policy names a script or style that is in the page. */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
