import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import llmstxt from 'vitepress-plugin-llms';

const navigation = JSON.parse(readFileSync(new URL('../.pages/navigation.json', import.meta.url), 'utf8'));

export default defineConfig({
  title: 'SpotiTags',
  description: "Says what an artist's album covers look like, and which genre the artist plays.",
  srcDir: '.pages',
  outDir: 'dist',
  cacheDir: 'node_modules/.vitepress',
  lang: 'en-US',
  markdown: {
    anchor: { slugify: githubSlug },
    config: ({ renderer }) => {
      // Indented code would be wider than the page.
      renderer.rules.code_block = renderer.rules.fence;
    },
  },
  vite: {
    plugins: [llmstxt()],
    // The playground runs the sources.
    resolve: {
      alias: { 'spotitags/browser': fileURLToPath(new URL('../../src/browser/index.ts', import.meta.url)) },
    },
    worker: { format: 'es' },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    ...navigation,
  },
});

/** As GitHub makes anchors of headings, so that links in the repository's docs work here too. */
function githubSlug(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
}
