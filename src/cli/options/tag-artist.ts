import type { ArtistProfile } from '../../model.ts';
import type { SpotiTags } from '../../spotitags.ts';
import { describeTakenAs } from '../terminal/alternatives.ts';
import { type Io, printable } from '../terminal/io.ts';
import { shortWork, withBar } from '../terminal/progress.ts';

/** Tags the artist of an argument. Says what it waits for, and whether the artist has another name. */
export async function tagNamedArtist(spotiTags: SpotiTags, artist: string, io: Io): Promise<ArtistProfile> {
  const profile = await withBar(
    io.stderr,
    (bar) => {
      bar.show(() => `Tagging ${printable(artist)} …`);
      return spotiTags.tagArtist(artist, { signal: io.signal });
    },
    shortWork,
  );
  io.stderr.write(describeTakenAs(artist, profile.artist));
  return profile;
}
