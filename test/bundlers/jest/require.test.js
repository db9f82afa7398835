const { mkdtempSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { SpotiTags } = require('spotitags');
const { PaletteTagger } = require('spotitags/palette');

const covers = join(__dirname, '../node_modules/spotitags/examples/covers/basalt drone/Hraskelv');
const [cover] = readdirSync(covers).filter((name) => name.endsWith('.webp'));
const tagsOf = (path) => new SpotiTags({ tagger: new PaletteTagger() }).profileOf([{ path }]);

test('tags a cover', async () => {
  const { tags } = await tagsOf(join(covers, cover));
  expect(tags.map(({ name }) => name)).toContain('dim light');
});

test('says what to do about a package that Jest cannot require', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spotitags-jest-'));
  const song = join(folder, 'song.mp3');
  // "music-metadata" reads the picture inside. It has ES modules only.
  writeFileSync(song, Buffer.concat([Buffer.from('ID3'), Buffer.alloc(100)]));
  await expect(tagsOf(song)).rejects.toThrow('or has ES modules only, which Jest does not require');
  rmSync(folder, { recursive: true });
});
