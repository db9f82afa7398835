/** The key of the tags that a tagger gave a cover. */
export function tagsKey(tagger: string, cover: string): string {
  return `tags:${tagger}:${cover}`;
}

/** The key of an endpoint's cooldown. */
export function cooldownKey(bucket: string): string {
  return `cooldown:${bucket}`;
}

const corrections = 'corrections:';

/** The key of a cover's corrections. They hold for all taggers. */
export function correctionsKey(cover: string): string {
  return `${corrections}${cover}`;
}

/**
 * Whether an entry is a person's own input, which cannot be computed again. Such an entry does not expire and
 * is not deleted to make room.
 */
export function isLasting(key: string): boolean {
  return key.startsWith(corrections);
}
