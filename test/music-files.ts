/** Music files, byte by byte: the tags and pictures are real, and the sound is silence or absent. */

export interface MusicTags {
  readonly artist?: string;
  readonly albumArtist?: string;
  readonly album?: string;
  readonly year?: string;
  readonly genre?: string;
  readonly release?: string;
  readonly isCompilation?: true;
  readonly picture?: Picture;
}

interface Picture {
  readonly bytes: Uint8Array;
  /** As ID3 and FLAC number them: 3 is the front cover, 4 the back. @default 3 */
  readonly type?: number;
  /** @default 'image/jpeg' */
  readonly declared?: string;
}

export const u32 = (value: number) =>
  Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
export const u32le = (value: number) => Buffer.from(u32(value)).reverse();
/** Seven bits per byte. */
const synchsafe = (value: number) =>
  Buffer.from([(value >>> 21) & 127, (value >>> 14) & 127, (value >>> 7) & 127, value & 127]);

/** ID3v2.3 or 2.4, and four silent frames. */
export function mp3File(tags: MusicTags, version: 3 | 4 = 4): Uint8Array {
  const silent = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)]);
  return Buffer.concat([id3(tags, version), silent, silent, silent, silent]);
}

/** A tag of ID3v2.3 or 2.4. */
export function id3(tags: MusicTags, version: 3 | 4): Buffer {
  const frame = (id: string, body: Uint8Array) =>
    Buffer.concat([
      Buffer.from(id),
      version === 4 ? synchsafe(body.length) : u32(body.length),
      Buffer.alloc(2),
      body,
    ]);
  // UTF-16 with a byte order mark: version 2.3 has no UTF-8.
  const text = (id: string, value: string | undefined) =>
    value === undefined
      ? []
      : [frame(id, Buffer.concat([Buffer.from([1, 0xff, 0xfe]), Buffer.from(value, 'utf16le')]))];
  const { picture } = tags;
  const frames = Buffer.concat([
    ...text('TPE1', tags.artist),
    ...text('TPE2', tags.albumArtist),
    ...text('TALB', tags.album),
    ...text('TCON', tags.genre),
    ...text(version === 4 ? 'TDRC' : 'TYER', tags.year),
    ...text('TCMP', tags.isCompilation && '1'),
    ...(tags.release === undefined
      ? []
      : [
          frame(
            'TXXX',
            Buffer.concat([Buffer.from([3]), Buffer.from(`MusicBrainz Album Id\0${tags.release}`)]),
          ),
        ]),
    ...(picture
      ? [
          frame(
            'APIC',
            Buffer.concat([
              Buffer.from(`\0${picture.declared ?? 'image/jpeg'}\0`),
              Buffer.from([picture.type ?? 3, 0]),
              picture.bytes,
            ]),
          ),
        ]
      : []),
  ]);
  const header = Buffer.concat([Buffer.from('ID3'), Buffer.from([version, 0, 0]), synchsafe(frames.length)]);
  return Buffer.concat([header, frames]);
}

/** The comments of FLAC and OGG. */
function comments(tags: MusicTags): Buffer {
  const fields = [
    ['ARTIST', tags.artist],
    ['ALBUMARTIST', tags.albumArtist],
    ['ALBUM', tags.album],
    ['DATE', tags.year],
    ['GENRE', tags.genre],
    ['MUSICBRAINZ_ALBUMID', tags.release],
    ['COMPILATION', tags.isCompilation && '1'],
  ].flatMap(([name, value]) => (value === undefined ? [] : [Buffer.from(`${name ?? ''}=${value}`)]));
  const vendor = Buffer.from('test');
  return Buffer.concat([
    u32le(vendor.length),
    vendor,
    u32le(fields.length),
    ...fields.flatMap((field) => [u32le(field.length), field]),
  ]);
}

function flacPicture({ bytes, type = 3, declared = 'image/jpeg' }: Picture): Buffer {
  const mime = Buffer.from(declared);
  const sizes = [u32(0), u32(1), u32(1), u32(24), u32(0)];
  return Buffer.concat([u32(type), u32(mime.length), mime, ...sizes, u32(bytes.length), bytes]);
}

export function flacFile(tags: MusicTags): Uint8Array {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  // 44,100 Hz, two channels, 16 bits, no samples.
  Buffer.from([0x0a, 0xc4, 0x42, 0xf0, 0, 0, 0, 0]).copy(info, 10);
  const blocks: [type: number, body: Buffer][] = [
    [0, info],
    [4, comments(tags)],
    ...(tags.picture ? [[6, flacPicture(tags.picture)] satisfies [number, Buffer]] : []),
  ];
  const parts = blocks.map(([type, body], at) => {
    const last = at === blocks.length - 1 ? 0x80 : 0;
    return Buffer.concat([Buffer.from([type | last]), u32(body.length).subarray(1), body]);
  });
  return Buffer.concat([Buffer.from('fLaC'), ...parts]);
}

/** Opus in OGG: one page with the head, one with the comments. */
export function opusFile(tags: MusicTags): Uint8Array {
  const head = Buffer.concat([Buffer.from('OpusHead'), Buffer.from([1, 2, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0])]);
  return oggFile(head, Buffer.from('OpusTags'), tags);
}

/** Vorbis in OGG: as {@link opusFile}. 44,100 Hz, two channels. */
export function vorbisFile(tags: MusicTags): Uint8Array {
  const rates = [u32le(44_100), u32le(0), u32le(128_000), u32le(0)];
  const head = Buffer.concat([
    Buffer.from('\x01vorbis'),
    u32le(0),
    Buffer.from([2]),
    ...rates,
    Buffer.from([0xb8, 1]),
  ]);
  return oggFile(head, Buffer.from('\x03vorbis'), tags);
}

function oggFile(head: Buffer, name: Buffer, tags: MusicTags): Buffer {
  const picture = tags.picture && `METADATA_BLOCK_PICTURE=${flacPicture(tags.picture).toString('base64')}`;
  const body = comments(tags);
  if (picture !== undefined) body.writeUInt32LE(body.readUInt32LE(8) + 1, 8);
  const more = picture === undefined ? [] : [u32le(picture.length), Buffer.from(picture)];
  const page = (packet: Buffer, number: number) => {
    const sizes = [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
    if (sizes.length > 255) throw new RangeError('The packet is too long for one page.');
    const start = Buffer.concat([
      Buffer.from('OggS'),
      Buffer.from([0, number === 0 ? 2 : 0]),
      Buffer.alloc(8),
      u32le(1),
      u32le(number),
      u32le(0),
      Buffer.from([sizes.length, ...sizes]),
    ]);
    return Buffer.concat([start, packet]);
  };
  return Buffer.concat([page(head, 0), page(Buffer.concat([name, body, ...more]), 1)]);
}

/** M4A: `ilst` below `moov.udta.meta`. Its pictures have no type. */
export function m4aFile(tags: MusicTags): Uint8Array {
  const atom = (name: string, ...content: Uint8Array[]) => {
    const body = Buffer.concat(content);
    return Buffer.concat([u32(body.length + 8), Buffer.from(name, 'latin1'), body]);
  };
  const data = (type: number, value: Uint8Array) => atom('data', u32(type), u32(0), value);
  const text = (name: string, value: string | undefined) =>
    value === undefined ? [] : [atom(name, data(1, Buffer.from(value)))];
  const ilst = atom(
    'ilst',
    ...text('\xa9ART', tags.artist),
    ...text('aART', tags.albumArtist),
    ...text('\xa9alb', tags.album),
    ...text('\xa9day', tags.year),
    ...text('\xa9gen', tags.genre),
    ...(tags.isCompilation ? [atom('cpil', data(21, Buffer.from([1])))] : []),
    ...(tags.picture ? [atom('covr', data(13, tags.picture.bytes))] : []),
  );
  const handler = atom('hdlr', Buffer.alloc(8), Buffer.from('mdirappl'), Buffer.alloc(9));
  const moov = atom('moov', atom('udta', atom('meta', Buffer.alloc(4), handler, ilst)));
  return Buffer.concat([atom('ftyp', Buffer.from('M4A \0\0\0\0M4A mp42')), moov, atom('mdat')]);
}
