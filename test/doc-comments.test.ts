import { expect, it } from 'vitest';
import { blankDocComments } from '../scripts/doc-comments.ts';

it('blanks the comments before class members, and nothing else', () => {
  const text = [
    '/** A class. */',
    'class A {',
    '  /** A member with "quotes", `marks` and */',
    "  text = '/** not a comment */';",
    '  // Another.',
    '  call() { /* inside */ return `/** neither */`; }',
    '}',
  ];
  const blanked = blankDocComments(text.join('\n')).split('\n');
  expect(blanked.map((line) => line.trimEnd())).toEqual(
    text.map((line, at) => (at === 2 || at === 4 ? '' : line)),
  );
});
