import { probeCatalog, type CatalogProvider } from '../provider.ts';
import { musicBrainzOptions, type MusicBrainzSettings } from './options.ts';

export const musicBrainzProvider: CatalogProvider<MusicBrainzSettings> = {
  kind: 'catalog',
  name: 'musicbrainz',
  exportName: 'MusicBrainzCatalog',
  summary: 'MusicBrainz and the Cover Art Archive; finds the artists of a genre by its tags',
  needs: '`contact`, an e-mail address or web page',
  environment: [[{ name: 'MUSICBRAINZ_CONTACT', option: 'contact' }]],
  missing:
    'MusicBrainz needs no key, but a contact address. Set MUSICBRAINZ_CONTACT to your e-mail address or ' +
    'web page. Or use a folder of covers, which needs nothing: --root DIR.',
  options: musicBrainzOptions,
  open,
  probe: async (options, context) => probeCatalog(await open(options), context),
};

async function open(options: MusicBrainzSettings) {
  return new (await import('./musicbrainz-catalog.ts')).MusicBrainzCatalog(options);
}
