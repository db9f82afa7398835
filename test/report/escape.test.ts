import { expect, it } from 'vitest';
import { escapeLink, escapeText } from '../../src/report/escape.ts';

it('makes markup and quotes of a name inert', () => {
  expect(escapeText(`<script>alert("1")</script> & 'x'`)).toBe(
    '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;',
  );
});

it('replaces what XML refuses, and drops what changes the direction of other text', () => {
  expect(escapeText('a\u0000b\ud800c\u202ed\ufffe')).toBe('a\ufffdb\ufffdcd\ufffd');
  expect(escapeText('👩‍🎤 Sigur Rós\n')).toBe('👩‍🎤 Sigur Rós\n');
});

it('follows links to the page and to the web only', () => {
  expect(escapeLink('#artist-1"')).toBe('#artist-1&quot;');
  expect(escapeLink('https://example.org/?a=1&b="')).toBe('https://example.org/?a=1&amp;b=%22');
  for (const bad of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '//evil.test', 'a b'])
    expect(escapeLink(bad), bad).toBeUndefined();
});
