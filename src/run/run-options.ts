import * as v from 'valibot';
import type { Catalog } from '../catalog/catalog.ts';
import type { TagStore } from '../store/store.ts';
import type { SoundTagger } from '../sound/sound-tagger.ts';
import type { Tagger } from '../tagger/tagger.ts';
import type { TagFilter } from '../tags/filter.ts';
import type { GenreMap } from '../tags/genre-map.ts';
import { mustSecretly, objectOf, wholeNumberFrom } from '../util/options.ts';
import type { BudgetOptions } from './budget.ts';

/** What it is in a sentence, and the members by which it is known. An error shows no provider: it may hold a key. */
function withMembers<T extends object>(option: string, expected: string, members: readonly string[]) {
  return mustSecretly<T>(
    `${option} must be ${expected}: an object with ${members.join(', ')}.`,
    (value): value is T =>
      typeof value === 'object' && value !== null && members.every((member) => member in value),
  );
}

/** The options of a run, for callers in plain JavaScript. */
export const runEntries = {
  catalog: withMembers<Catalog>('catalog', 'a catalog, such as new FolderCatalog({ root })', [
    'id',
    'findArtist',
    'albums',
  ]),
  tagger: withMembers<Tagger>('tagger', 'a tagger, such as new PaletteTagger()', [
    'id',
    'maxBatchSize',
    'tag',
  ]),
  sound: v.exactOptional(
    withMembers<SoundTagger>('sound', 'a sound tagger, such as new MeterTagger()', ['id', 'describe']),
  ),
  filter: v.exactOptional(withMembers<TagFilter>('filter', 'a filter, such as tagFilter()', ['id', 'apply'])),
  genreMap: v.exactOptional(
    withMembers<GenreMap>('genreMap', 'a genre map, such as await readGenreMap(path)', ['find', 'namesOf']),
  ),
  minCovers: v.exactOptional(wholeNumberFrom(1)),
  store: v.exactOptional(
    withMembers<TagStore>('store', 'a store, such as memoryStore()', ['get', 'set', 'delete']),
  ),
  coversPerArtist: v.exactOptional(wholeNumberFrom(1)),
  concurrency: v.exactOptional(wholeNumberFrom(1)),
  budget: v.exactOptional(objectOf<BudgetOptions>()),
};
