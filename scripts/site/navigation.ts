import { readFileSync } from 'node:fs';

/** A link of the site's navigation, or a group of them, as VitePress takes it. */
interface NavigationItem {
  readonly text: string;
  readonly link?: string;
  readonly items?: readonly NavigationItem[];
  readonly collapsed?: boolean;
}

interface ApiEntry {
  readonly title: string;
  readonly path?: string | null;
  readonly children?: readonly ApiEntry[];
}

const page = (text: string, link: string): NavigationItem => ({ text, link });

/** The links at the top of each page, and the lists at the side of it. */
export function navigation(lists: {
  readonly providers: readonly NavigationItem[];
  readonly decisions: readonly NavigationItem[];
  readonly examples: readonly NavigationItem[];
  readonly api: readonly NavigationItem[];
}) {
  const guides = [
    {
      text: 'Start',
      items: [
        page('Overview', '/overview'),
        page('Without a key', '/start/without-a-key'),
        page('With a folder', '/start/folder'),
        page('With Spotify and Clarifai', '/start/spotify-and-clarifai'),
        page('With a music library', '/music-library'),
      ],
    },
    {
      text: 'Guides',
      items: [
        page('All steps', '/guide'),
        page('Compare genres', '/compare-genres'),
        page('Names of genres', '/genres'),
        page('Train and judge a model', '/models'),
        page('A model in other programs', '/export'),
        page('Correct tags', '/correct-tags'),
        page('Long runs', '/long-runs'),
        page('Several machines', '/queue'),
        page('Reports', '/report'),
        page('Estimate numbers', '/numbers'),
        page('Choose a tagger', '/taggers'),
        page('Choose a classifier', '/cloud'),
        page('Listen to music', '/sound'),
        page('In the browser', '/browser'),
        page('Scale', '/scale'),
        page('Test your own provider', '/testing'),
        page('Runtimes and bundlers', '/bundlers'),
        page('Data and terms', '/data-and-terms'),
      ],
    },
    { text: 'Providers', collapsed: false, items: lists.providers },
    {
      text: 'Reference',
      items: [
        page('Command line', '/cli'),
        page('Commands and options', '/commands'),
        page('Datasets and CSV', '/datasets'),
        page('Tags of the palette', '/palette'),
        page('Benchmarks', '/benchmarks'),
        page('Changelog', '/changelog'),
      ],
    },
    {
      text: 'Project',
      items: [
        page('Architecture', '/architecture'),
        page('Contributing', '/contributing/'),
        page('Style guide', '/contributing/style'),
        page('Releases', '/contributing/release'),
        page('The real services', '/contributing/live'),
        page('Security', '/security'),
      ],
    },
    { text: 'Examples', collapsed: true, items: lists.examples },
    { text: 'Decisions', collapsed: true, items: lists.decisions },
  ];
  return {
    nav: [
      page('Start', '/start/without-a-key'),
      page('Guide', '/guide'),
      page('Providers', '/providers/'),
      page('Command line', '/commands'),
      page('API', '/api/'),
      page('Playground', '/playground'),
    ],
    sidebar: { '/api/': lists.api, '/': guides },
  };
}

/** The modules of the API reference as TypeDoc lists them. */
export function apiItems(file: string): NavigationItem[] {
  const items = (entries: readonly ApiEntry[]): NavigationItem[] =>
    entries.map(({ title, path, children }) => ({
      text: title,
      ...(path && { link: `/api/${path.replace(/\.md$/u, '')}` }),
      ...(children && { collapsed: true, items: items(children) }),
    }));
  return items(JSON.parse(readFileSync(file, 'utf8')) as readonly ApiEntry[]);
}
