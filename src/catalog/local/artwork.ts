/**
 * Names of front covers, the best one first, without separators and digits. From the conventions of Navidrome, beets,
 * Kodi, Plex and Windows Media Player.
 */
const frontNames = [
  'cover',
  'folder',
  'front',
  'albumart',
  'frontcover',
  'coverfront',
  'coverart',
  'albumcover',
];

/** Front covers in the folder of an album. In the folder of an artist, they may be titles. */
const albumNames = ['album', 'artwork', 'cdcover', 'cdfront'];

/** Pictures of artists, and parts of a package that are not its front. */
const otherArt =
  /^(?:artist|band|fanart|banner|poster|landscape|backdrop|(?:clear|hd|cd|band)?logo|clearart|thumb|thumbnail|albumartsmall|albumart\{.*|(?:cd|disc|disk|album|cover|case)?back(?:cover)?|coverback|(?:cd|disc|disk)(?:art|label)?|booklet)\d*$/u;

/** Parts of a package whose names could be titles of albums elsewhere. */
const albumArt =
  /^(?:rear|inside|inner|innersleeve|inlay|inlet|insert|tray|spine|obi|matrix|label|medium|sticker|liner|linernotes|slipcase|digipak|digipack|scan|background)\d*$/u;

/** `CD1`, `Disc 2`, `Disk 02 - Live`: folders of one album. */
const discFolder =
  /^(?:cd|dis[ck]|disque|dvd|lp|vinyl)[\s._#-]*(?:\d{1,2}|one|two|three|four|[ivx]{1,4})(?![\p{L}\p{N}])/iu;

/** Folders with scans of an album's package. */
const artFolder = /^(?:art|artwork|scans?|covers?|booklet|images?|extrafanart|extrathumbs)$/iu;

export const isDiscFolder = (name: string) => discFolder.test(name);
export const isArtFolder = (name: string) => artFolder.test(name);

/** What the images of a folder are. */
export interface Artwork {
  /** The best front cover. */
  readonly front: string | undefined;
  /** Images that are neither front covers nor other parts of a package. */
  readonly others: readonly string[];
}

/** @param place - the folder of an artist, whose images are titles of albums, or the folder of an album. */
export function artworkOf(images: readonly string[], place: 'artist' | { readonly album: string }): Artwork {
  const fronts: { readonly image: string; readonly rank: number }[] = [];
  const others: string[] = [];
  for (const image of images) {
    const rank = place === 'artist' ? frontRank(keyOf(image)) : albumRank(image, place.album);
    if (rank !== undefined) fronts.push({ image, rank });
    else if (!isOtherArt(keyOf(image), place)) others.push(image);
  }
  const [front] = fronts.sort((a, b) => a.rank - b.rank);
  return { front: front?.image, others };
}

function isOtherArt(key: string, place: 'artist' | object): boolean {
  return otherArt.test(key) || (place !== 'artist' && albumArt.test(key));
}

/** The smaller the better. Undefined if it is not a front cover. */
function frontRank(key: string): number | undefined {
  const rank = frontNames.indexOf(key.replace(/\d{1,2}$/u, ''));
  // `cover.jpg` before `cover1.jpg`.
  return rank < 0 ? undefined : rank + (/\d$/u.test(key) ? 0.5 : 0);
}

function albumRank(image: string, album: string): number | undefined {
  const key = keyOf(image);
  const rank = frontRank(key);
  if (rank !== undefined) return rank;
  if (key === keyOf(`${album}.jpg`)) return frontNames.length;
  if (albumNames.includes(key)) return frontNames.length + 1;
  // Windows Media Player: `AlbumArt_{…}_Large.jpg`.
  return /^albumart\{.*\}large$/u.test(key) ? frontNames.length + 2 : undefined;
}

/** The name without its extension, case and separators: `Cover (Front).jpg` is `coverfront`. */
function keyOf(image: string): string {
  return withoutExtension(image)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s._()[\]-]+/gu, '');
}

function withoutExtension(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/u, '');
}

/** The title of an album: the name of its image, or of the folder if the image is called "cover" or the like. */
export function imageTitle(image: string, folder: string): string {
  const isFront = artworkOf([image], { album: folder }).front !== undefined;
  return (isFront && folder !== '' && folder !== '.' ? folder : withoutExtension(image)).normalize('NFC');
}
