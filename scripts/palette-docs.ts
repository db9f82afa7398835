import { VOCABULARY } from '../src/tagger/palette/tags.ts';

/** The text of docs/palette.md, from the palette's vocabulary. */
export function palettePage(): string {
  const words = VOCABULARY.map(({ name, meaning }) => `| ${name} | ${meaning} |`);
  return `<!-- Made by \`npm run generate\` from src/tagger/palette/vocabulary; change it there. -->

# What the palette tagger says

\`PaletteTagger\` (\`spotitags/palette\`, on the package \`sharp\`) needs no key, no network and no model. It shrinks a
cover, measures its colors (in OKLab), light, texture, composition and lettering, and says what fits in plain words:
${VOCABULARY.length} tags, some eighty of which fit a typical cover. A tag's confidence is how well it fits, 0.05 to 1; of
neighboring words one fades out as the other fades in.

It says how a cover looks, and not what is on it: no skulls, no guitars. "lettering", "skin tones" and "advisory label"
are guesses from shapes and colors.

- Images: JPEG, PNG, WebP, AVIF, GIF and TIFF, by their content. Colors are converted to sRGB,
  transparency is laid on white, EXIF rotation is applied, and of an animation the first frame counts.
- Limits: 20 MB a download, 40 megapixels (option maxPixels); more is refused before it is decoded. Addresses of covers are http or https.
- A cover that cannot be read, fetched or decoded is an error of that cover alone.
- Equal pixels get equal tags on every machine. Another version of sharp may move a confidence by a hair; another
  version of the vocabulary has another \`id\`.

## The words

| tag | is said where |
|---|---|
${words.join('\n')}
`;
}
