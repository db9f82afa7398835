import { VOCABULARY } from '../src/tagger/palette/tags.ts';
import { CONTRADICTIONS } from '../src/tagger/palette/vocabulary/contradictions.ts';

/** The text of docs/palette.md, from the palette's vocabulary. */
export function palettePage(): string {
  const aspects = [...new Set(VOCABULARY.map(({ aspect }) => aspect))];
  const sections = aspects.map((aspect) => {
    const words = VOCABULARY.filter((word) => word.aspect === aspect);
    const rows = words.map(({ name, meaning }) => `| ${name} | ${meaning} |`);
    return `### ${aspect[0]?.toUpperCase()}${aspect.slice(1)} (${words.length})\n\n| tag | when it is said |\n|---|---|\n${rows.join('\n')}`;
  });
  return `<!-- Made by \`npm run generate\` from src/tagger/palette/vocabulary; change it there. -->

# What the palette tagger says

\`PaletteTagger\` (\`spotitags/palette\`, on the package \`sharp\`) needs no key, no network and no model. It shrinks a
cover, measures its colors (in OKLab), light, texture, composition and lettering, and says what fits in plain words:
${VOCABULARY.length} tags, about twenty of which fit a typical cover.

It says how a cover looks, and not what is on it: no skulls, no guitars. "Lettering" is a guess from shapes. Moods follow
from color and light: Valdez and Mehrabian, "Effects of color on emotions" (Journal of Experimental Psychology: General 123,
1994, pages 394 to 409), measured how pleasure, arousal and dominance depend on brightness and saturation.

- Confidence: how well the tag fits, 0.05 to 1. It rises slowly from the edge of the tag's range to its middle, so a sum over
  covers means something. About one confidence in ten is 1.
- Contradictions: words for one quantity exclude each other. Half-way between two of them, neither is said. For words of
  different quantities that contradict each other (${CONTRADICTIONS.length} groups, such as "calm" and "busy"), the better one is said, with the
  difference as its confidence.
- Images: JPEG, PNG, WebP, AVIF, GIF and TIFF, by their content. Colors are converted to sRGB,
  transparency is laid on white, EXIF rotation is applied, and of an animation the first frame counts.
- Limits: 20 MB a download, 40 megapixels (option maxPixels); more is refused before it is decoded. Addresses of covers are http or https.
- A cover that cannot be read, fetched or decoded is an error of that cover alone.
- Equal pixels get equal tags on every machine. Another version of sharp may move a confidence by a hair; another
  version of the vocabulary has another \`id\`.

## The words

${sections.join('\n\n')}
`;
}
