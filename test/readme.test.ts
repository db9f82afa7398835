import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HttpResponse, http } from 'msw';
import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import { FakeMusicBrainz } from '../src/testing/msw/musicbrainz.ts';
import { folderOf } from './files.ts';
import { fastForward } from './msw/fast-forward.ts';
import { mbidOf } from './msw/use-musicbrainz.ts';
import { useServer } from './msw/use-server.ts';

const { server } = useServer();

it('the snippets of the README run as they are printed, one after the other', async () => {
  const readme = await readFile('README.md', 'utf8');
  const snippets = Array.from(readme.matchAll(/^```ts\n([^]+?)^```$/gmu), ([, code = '']) => code);
  expect(snippets).toHaveLength(2);
  const folder = await folderOf({ 'readme.ts': `${snippets.join('\n')}\nexport {};\n` });

  const image = async (background: string) => {
    const picture = sharp({ create: { width: 64, height: 64, channels: 3, background } });
    return HttpResponse.arrayBuffer(new Uint8Array(await picture.jpeg().toBuffer()).buffer);
  };
  const names = ['Slayer', 'Electric Wizard', 'Doom 2', 'Pop 3', 'Doom 4', 'Pop 5', 'Doom 6', 'Pop 7'];
  const artists = names.map((name, n) => ({
    id: mbidOf(n),
    name,
    tags: [{ name: name.startsWith('Pop') ? 'k-pop' : 'doom metal', count: 1 }],
    releaseGroups: [{ id: mbidOf(name.startsWith('Pop') ? 101 + 2 * n : 100 + 2 * n), title: 'Record' }],
  }));
  server.use(
    // An even number is a dark cover.
    http.get(/archive\.org\/download\/.*[02468]\/.*\.jpg$/u, () => image('#201010')),
    http.get(/archive\.org\/download\/.*\.jpg$/u, () => image('#f080c0')),
    ...new FakeMusicBrainz({ artists }).handlers,
  );
  const printed: unknown[][] = [];
  vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => printed.push(values));
  await fastForward(() => import(join(folder, 'readme.ts')));

  const [[tags] = [], [apart] = [], [genre, probability] = [], [evidence] = []] = printed;
  const shape = { covers: 1, name: expect.any(String) as string, relevance: expect.any(Number) as number };
  expect(tags).toEqual([expect.objectContaining(shape), expect.objectContaining(shape)]);
  expect(apart).toContain('dim light');
  expect(genre).toBe('doom metal');
  expect(probability).toBeGreaterThan(0.5);
  expect(evidence).toMatchObject({ kind: 'tag', titles: ['Record'] });
});
