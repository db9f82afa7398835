import { type MusicTags, id3, u32, u32le } from './music-files.ts';

/** Formats of Microsoft and Apple, byte by byte. */

const u16le = (value: number) => Buffer.from([value & 255, value >>> 8]);

const padded = (body: Buffer) => (body.length % 2 === 0 ? body : Buffer.concat([body, Buffer.alloc(1)]));

/** WAV with the tags of a list of RIFF, which has no year of MusicBrainz and no album artist. */
export function wavFile(tags: MusicTags): Uint8Array {
  const chunk = (name: string, body: Buffer) =>
    Buffer.concat([Buffer.from(name), u32le(body.length), padded(body)]);
  const text = (name: string, value: string | undefined) =>
    value === undefined ? [] : [chunk(name, Buffer.from(`${value}\0`))];
  const format = Buffer.concat([u16le(1), u16le(1), u32le(8000), u32le(8000), u16le(1), u16le(8)]);
  const list = Buffer.concat([
    Buffer.from('INFO'),
    ...text('IART', tags.artist),
    ...text('IPRD', tags.album),
    ...text('IGNR', tags.genre),
    ...text('ICRD', tags.year),
  ]);
  return chunk(
    'RIFF',
    Buffer.concat([
      Buffer.from('WAVE'),
      chunk('fmt ', format),
      chunk('LIST', list),
      chunk('data', Buffer.alloc(4)),
    ]),
  );
}

/** AIFF with an ID3 tag. */
export function aiffFile(tags: MusicTags): Uint8Array {
  const chunk = (name: string, body: Buffer) =>
    Buffer.concat([Buffer.from(name), u32(body.length), padded(body)]);
  // One channel, no samples, 8 bits; 44,100 Hz as a number of 80 bits.
  const common = Buffer.from([0, 1, 0, 0, 0, 0, 0, 8, 0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]);
  return chunk(
    'FORM',
    Buffer.concat([Buffer.from('AIFF'), chunk('COMM', common), chunk('ID3 ', id3(tags, 4))]),
  );
}

const guids = {
  header: '3026b2758e66cf11a6d900aa0062ce6c',
  content: '3326b2758e66cf11a6d900aa0062ce6c',
  extended: '40a4d0d207e3d21197f000a0c95ea850',
};

/** WMA: the objects of ASF's header. */
export function wmaFile(tags: MusicTags): Uint8Array {
  const object = (guid: string, body: Buffer) =>
    Buffer.concat([Buffer.from(guid, 'hex'), u32le(body.length + 24), u32le(0), body]);
  const utf16 = (value: string) => Buffer.from(`${value}\0`, 'utf16le');
  const artist = utf16(tags.artist ?? '');
  const content = Buffer.concat([u16le(0), u16le(artist.length), u16le(0), u16le(0), u16le(0), artist]);
  const field = (name: string, type: number, value: Buffer) =>
    Buffer.concat([u16le(utf16(name).length), utf16(name), u16le(type), u16le(value.length), value]);
  const fields = [
    ['WM/AlbumTitle', tags.album],
    ['WM/AlbumArtist', tags.albumArtist],
    ['WM/Genre', tags.genre],
    ['WM/Year', tags.year],
  ].flatMap(([name = '', value]) => (value === undefined ? [] : [field(name, 0, utf16(value))]));
  if (tags.picture) {
    const { bytes, type = 3, declared = 'image/jpeg' } = tags.picture;
    const start = Buffer.concat([Buffer.from([type]), u32le(bytes.length), utf16(declared), utf16('')]);
    fields.push(field('WM/Picture', 1, Buffer.concat([start, bytes])));
  }
  const extended = Buffer.concat([u16le(fields.length), ...fields]);
  const objects = [object(guids.content, content), object(guids.extended, extended)];
  return object(guids.header, Buffer.concat([u32le(objects.length), Buffer.from([1, 2]), ...objects]));
}
