import type { ArtistProfile, PredictionWarning } from '../../model.ts';
import type { LocalModel } from './local-model.ts';

/** An artist with less than this share of the covers that the model is used to has few of them. */
const few = 1 / 3;

/**
 * Says whether profiles are of another kind than those that the model was trained on. A model file that does not know its
 * catalogs or covers gives no warning about them.
 *
 * @param danger - what may be wrong with an answer about an artist of another catalog.
 */
export function profileWarnings(
  { origin: { catalogs, coversPerArtist = 0 }, features }: Pick<LocalModel, 'origin' | 'features'>,
  danger: string,
): (profile: ArtistProfile) => readonly PredictionWarning[] {
  const kinds = new Set(features.map(({ kind }) => kind));
  const [hasTitles, hasDecades] = [kinds.delete('title'), kinds.delete('decade')];
  kinds.delete('sound');
  const looksAtCovers = kinds.size > 0;
  const known = new Set(catalogs.map(sourceOf));

  const isFromElsewhere = ({ artist, albums }: ArtistProfile) =>
    known.size > 0 &&
    !known.has(sourceOf(artist.catalog)) &&
    albums.some(({ title, year }) => (hasTitles && title !== '') || (hasDecades && year !== undefined));
  const fewCovers = ({ albums }: ArtistProfile) => {
    if (!looksAtCovers || albums.length === 0) return undefined;
    const covers = albums.filter(({ cover }) => cover.status === 'tagged').length;
    return covers < few * coversPerArtist ? covers : undefined;
  };
  const what = [...(hasTitles ? ['titles'] : []), ...(hasDecades ? ['years'] : [])].join(' and ');

  return (profile) => {
    const covers = fewCovers(profile);
    return [
      ...(isFromElsewhere(profile) ? [otherCatalog({ what, danger, catalogs }, profile.artist.catalog)] : []),
      ...(covers === undefined ? [] : [tooFewCovers(covers, coversPerArtist)]),
    ];
  };
}

/** Folders and single images both have titles by the names of files. */
function sourceOf(catalog: string): string {
  return catalog === 'images' ? 'folder' : catalog;
}

function otherCatalog(
  {
    what,
    danger,
    catalogs,
  }: { readonly what: string; readonly danger: string; readonly catalogs: readonly string[] },
  catalog: string,
): PredictionWarning {
  return {
    kind: 'other-catalog',
    message:
      `The model learned from ${what} of ${catalogs.join(', ')}, but those of this artist are from ${catalog}, so ` +
      `${danger}. Train on artists of ${catalog}, or without ${what}.`,
  };
}

function tooFewCovers(covers: number, usual: number): PredictionWarning {
  return {
    kind: 'few-covers',
    message:
      `The artist has ${covers} tagged ${covers === 1 ? 'cover' : 'covers'}, but the artists of the training have ${usual} (median). The ` +
      'model is less often right about few covers. Tag more of them if there are more.',
  };
}
