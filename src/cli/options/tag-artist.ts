import type { ArtistProfile } from '../../model.ts';
import type { SpotiTags } from '../../spotitags.ts';
import { describeTakenAs } from '../terminal/alternatives.ts';
import { type Io, printable } from '../terminal/io.ts';
import { shortWork, withBar } from '../terminal/progress.ts';

/** Tags the artist of an argument. Says what it waits for, and whether the artist has another name. */
export async function tagNamedArtist(spotiTags: SpotiTags, artist: string, io: Io): Promise<ArtistProfile> {
  const { signal } = io;
  const profile = await tagging(printable(artist), io, () => spotiTags.tagArtist(artist, { signal }));
  io.stderr.write(describeTakenAs(artist, profile.artist));
  return profile;
}

/** Shows what is tagged while it is tagged. */
export function tagging<T>(what: string, { stderr }: Io, work: () => Promise<T>): Promise<T> {
  return withBar(
    stderr,
    (bar) => {
      bar.show(() => `Tagging ${what} …`);
      return work();
    },
    shortWork,
  );
}
