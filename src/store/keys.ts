/** Where in a store the tags are that a tagger gave a cover. */
export function tagsKey(tagger: string, cover: string): string {
  return `tags:${tagger}:${cover}`;
}

/** Where in a store it stands until when an endpoint is to be left alone. */
export function cooldownKey(bucket: string): string {
  return `cooldown:${bucket}`;
}

const corrections = 'corrections:';

/** Where in a store the corrections of a cover are, whoever tagged it. */
export function correctionsKey(cover: string): string {
  return `${corrections}${cover}`;
}

/** Whether an entry is somebody's own word, which nobody could give again: it neither expires nor makes room. */
export function isLasting(key: string): boolean {
  return key.startsWith(corrections);
}
