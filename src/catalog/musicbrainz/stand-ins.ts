/**
 * MusicBrainz's artists for albums of many artists, or of unknown artists.
 * https://musicbrainz.org/doc/Style/Unknown_and_untitled/Special_purpose_artist
 */
const ids: ReadonlySet<string> = new Set([
  '89ad4ac3-39f7-470e-963a-56509c546377', // Various Artists
  '7e84f845-ac16-41fe-9ff8-df12eb32af55', // MusicBrainz Test Artist
  'f731ccc4-e22a-43af-a747-64213329e088', // [anonymous]
  '33cf029c-63b0-41a0-9855-be2a3665fb3b', // [data]
  '314e1c25-dde7-4e4d-b2f4-0a7b9f7c56dc', // [dialogue]
  'eec63d3c-3b81-4ad4-b1e4-7c147d4d2b61', // [no artist]
  '9be7f096-97ec-4615-8957-8d40b5dcbc41', // [traditional]
  '125ec42a-7229-4250-afc5-e057484327fe', // [unknown]
]);

/** What the names in brackets say, besides any kind of music, sounds and artists. */
const words =
  /^(?:(?:.+ )?(?:music|sounds?|noises?|artists?|theat(?:er|re)|chimes|instructions?|reports?|recordings?|composers?|performers?|singers?)|anonymous|bird ?song|data|dialog(?:ue)?|disney|karaoke|musicals?|silence|soundtracks?|traditional|unknown|untitled|various|x?mas|christmas)$/u;

/**
 * Whether it stands for many or unknown artists. Real artists have brackets, too, such as "[spunge]": MusicBrainz calls
 * them a group or a person, and stand-ins "Other".
 */
export function isStandIn({
  id,
  name,
  type,
}: {
  readonly id: string;
  readonly name: string;
  readonly type?: string | null | undefined;
}): boolean {
  if (ids.has(id)) return true;
  const inside = /^\[(.+)\]$/u.exec(name.trim())?.[1];
  return inside !== undefined && (type === 'Other' || words.test(inside.toLowerCase()));
}
