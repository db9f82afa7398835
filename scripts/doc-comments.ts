/** Leaves the doc comments of class members out of the bundles, where esbuild keeps them. The declarations have them. */
import { readFileSync } from 'node:fs';
import type { Options } from 'tsup';
import ts from 'typescript';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

export const withoutDocComments: Plugin = {
  name: 'without-doc-comments',
  setup(build) {
    // Without the flag "u", which the regular expressions of esbuild do not have.
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) =>
      path.includes('node_modules')
        ? undefined
        : { contents: blankDocComments(readFileSync(path, 'utf8')), loader: 'ts' },
    );
  },
};

/** The text with blanks in place of the comments before class members, so that lines stay where they are. */
export function blankDocComments(text: string): string {
  const source = ts.createSourceFile('a.ts', text, ts.ScriptTarget.ESNext);
  let blanked = text;
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) {
      for (const { pos } of node.members) {
        for (const { pos: from, end } of ts.getLeadingCommentRanges(text, pos) ?? [])
          blanked =
            blanked.slice(0, from) + blanked.slice(from, end).replace(/[^\n]/gu, ' ') + blanked.slice(end);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return blanked;
}
