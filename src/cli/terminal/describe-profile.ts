import type { ArtistProfile, CoverWord, ProfileAlbum, Tag, TaggerPart, TagWeight } from '../../model.ts';
import type { Tagger } from '../../tagger/tagger.ts';
import { relevantTags, type RelevantTag } from '../../tags/relevance.ts';
import { counted } from '../../util/plural.ts';
import type { NamedBackground } from '../options/backgrounds.ts';
import { describeAlternatives } from './alternatives.ts';
import { heading, title } from './color.ts';
import { printable, table } from './io.ts';
import { sumSound } from '../../tags/sound.ts';
import { firstSynonym } from '../../tags/tag-names.ts';

/** The tags of one tagger of a profile. */
export interface TagSection {
  /** The id of the tagger. */
  readonly tagger: string;
  /** Absent if the tags are sorted by their sum. */
  readonly comparedWith?: string;
  readonly tags: readonly ((TagWeight | RelevantTag) & {
    /** What the tag is about. Absent if the tagger does not know. */
    readonly aspect?: string;
  })[];
}

/** An image that was tagged. */
export interface TaggedImage {
  readonly image: string;
  readonly tags: readonly Tag[];
  /** Absent if no tagger reads. */
  readonly words?: readonly CoverWord[];
  readonly sections: readonly TagSection[];
}

/** How the tags of a profile are listed. */
export interface Listing {
  readonly by: 'relevance' | 'sum';
  readonly top: number;
  readonly background: (part: TaggerPart) => Promise<NamedBackground | undefined>;
  readonly tagger: Tagger;
  /** What a tag of sound is about. */
  readonly soundAspect?: (tag: string) => string | undefined;
}

/** A section for each tagger of the profile, with names without the tagger's namespace. */
export async function tagSections(
  profile: ArtistProfile,
  { by, top, background, tagger }: Listing,
): Promise<TagSection[]> {
  const parts = profile.taggers ?? [];
  const isMerged = parts.some(({ namespace }) => namespace === '');
  const sections = parts.length === 0 || isMerged ? [{ id: profile.tagger, namespace: '' }] : parts;
  return Promise.all(
    sections.map(async ({ id, namespace }): Promise<TagSection> => {
      const tags = profile.tags
        .filter(({ name }) => name.startsWith(namespace))
        .map((tag) => ({ ...tag, name: tag.name.slice(namespace.length) }));
      const found = by === 'relevance' ? await background({ id, namespace }) : undefined;
      const listed = found
        ? relevantTags({ ...profile, tagger: id, tags }, found.background, top)
        : tags.slice(0, top);
      const withAspect = listed.map((tag) => {
        const aspect = tagger.aspectOf?.(namespace + tag.name);
        return { ...tag, ...(aspect !== undefined && { aspect }) };
      });
      return { tagger: id, ...(found && { comparedWith: found.words }), tags: withAspect };
    }),
  );
}

export function describeProfile(
  { artist, alternatives, albums, sound }: ArtistProfile,
  sections: readonly TagSection[],
  listing: Pick<Listing, 'by' | 'top' | 'soundAspect'>,
): string {
  const covers = albums.filter(({ cover }) => cover.status === 'tagged').length;
  const failures = albums.flatMap(({ title, cover }) =>
    cover.status === 'failed' ? [`  ${printable(title)}: ${printable(cover.error.message)}\n`] : [],
  );
  return [
    `${heading(`${printable(artist.name)}: ${counted(covers, 'cover')}`)}\n`,
    // There may be sound alone.
    ...(covers === 0 ? [] : sections.map((section) => describeSection(section, covers, listing.by))),
    ...(sound === undefined ? [] : [describeSound(sound, albums, listing)]),
    ...(failures.length > 0 ? ['Covers that could not be tagged:\n', ...failures] : []),
    ...(alternatives ? [describeAlternatives(alternatives)] : []),
  ].join('');
}

function describeSound(
  sound: string,
  albums: readonly ProfileAlbum[],
  { top, soundAspect }: Pick<Listing, 'top' | 'soundAspect'>,
): string {
  const heard = albums.filter((album) => album.sound?.status === 'tagged').length;
  const rows = sumSound(albums)
    .slice(0, top)
    .map((tag) => [
      tag.name,
      soundAspect?.(tag.name) ?? '',
      `${tag.albums} of ${heard}`,
      tag.weight.toFixed(2),
    ]);
  const failures = albums.flatMap((album) =>
    album.sound?.status === 'failed'
      ? [`  ${printable(album.title)}: ${printable(album.sound.error.message)}\n`]
      : [],
  );
  return [
    ...(heard > 0
      ? [
          title(`Sound, by ${printable(shortId(sound))}, heaviest first:`),
          table(['tag', 'aspect', 'albums', 'sum'], rows),
        ]
      : []),
    ...(failures.length > 0 ? ['Tracks that could not be listened to:\n', ...failures] : []),
  ].join('');
}

/** The id without hashes of files and options, which JSON has: "mobilenet", not "mobilenet@0f3a…?top=50". */
function shortId(id: string): string {
  // Of several taggers with merged names, the whole id.
  return id.includes('(') ? id : id.replace(/\?.*$/u, '').replace(/@[0-9a-f]{7,}$/u, '');
}

/** @returns the lines of an image that was tagged. */
export function describeImage({ image, words, sections }: TaggedImage, by: Listing['by']): string {
  const read = words?.map(({ text }) => text).join(' ');
  return [
    `${heading(printable(image))}\n`,
    ...sections.map((section) => describeSection(section, undefined, by)),
    ...(read === undefined ? [] : [read === '' ? 'No words can be read.\n' : `Words: ${printable(read)}\n`]),
  ].join('');
}

/** @param covers - the number of the artist's covers. Undefined for the tags of one image. */
function describeSection(
  { tagger, comparedWith, tags }: TagSection,
  covers: number | undefined,
  by: Listing['by'],
): string {
  const amount = covers === undefined ? 'confidence' : 'sum';
  const order =
    comparedWith !== undefined
      ? `most telling first, compared with ${comparedWith}`
      : (covers === undefined ? 'surest first' : 'by the sum of their confidences') +
        (by === 'sum' ? '' : ', because there is nothing to compare them with');
  const hasAspects = tags.some(({ aspect }) => aspect !== undefined);
  const rows = tags.map((tag) => [
    firstSynonym(tag.name),
    ...(hasAspects ? [printable(tag.aspect ?? '')] : []),
    ...(covers === undefined ? [] : [`${tag.covers} of ${covers}`]),
    tag.weight.toFixed(2),
    ...('relevance' in tag ? [tag.relevance.toFixed(2)] : []),
  ]);
  const names = [
    'tag',
    ...(hasAspects ? ['aspect'] : []),
    ...(covers === undefined ? [] : ['covers']),
    amount,
    ...(comparedWith === undefined ? [] : ['relevance']),
  ];
  const above = `Tags of ${printable(shortId(tagger))}, ${order}:`;
  return `${covers === undefined ? `${above}\n` : title(above)}${table(names, rows)}`;
}
