import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noticesOf, packageFolder } from '../scripts/third-party.ts';
import { folderOf } from './files.ts';

it('takes the notice from the license file, or from the README', async () => {
  const root = await folderOf({
    'b/package.json': '{"name":"b","version":"1.0.0","license":"MIT"}',
    'b/LICENSE.md': 'Copyright B',
    'a/package.json': '{"name":"a","version":"2.0.0","license":"MIT"}',
    'a/README.md': '# a\n\n## License\n\nCopyright A\n',
    'c/package.json': '{"name":"c","version":"3.0.0"}',
  });
  const text = noticesOf([join(root, 'b'), join(root, 'a')]);
  expect(text).toMatch(/a 2\.0\.0 \(MIT\)[^]*Copyright A[^]*b 1\.0\.0 \(MIT\)\n\nCopyright B/u);
  expect(() => noticesOf([join(root, 'c')])).toThrow(
    /c is bundled, and its package does not contain its license/,
  );
});

it('knows the package of a bundled file', () => {
  expect(packageFolder('node_modules/@a/b/lib/c.js')).toBe('node_modules/@a/b');
  expect(packageFolder('../main/node_modules/x/node_modules/y/z.js')).toBe(
    '../main/node_modules/x/node_modules/y',
  );
  expect(packageFolder('src/index.ts')).toBeUndefined();
});
