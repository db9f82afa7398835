import { readFile } from 'node:fs/promises';
import { ClarifaiTagger, SpotiTagsError, type TagResult } from 'spotitags';
import { ClipTagger } from 'spotitags/clip';
import { FakeClarifai } from 'spotitags/testing/msw';
import { projectFile } from '../../scripts/subpaths.ts';
import { failsWith } from './run-live.ts';
import type { LiveService } from './service.ts';

const folder = 'examples/covers/basalt drone/Hraskelv';
const picture = (name: string) => readFile(projectFile(`${folder}/${name}.webp`));
const pictures = ['Nine Black Stairs', 'Slag Hymn'];
const missing = 'https://example.com/there-is-no-such-cover.jpg';

const areTags = (result: TagResult | undefined, most = Infinity) =>
  result?.tags !== undefined &&
  result.tags.length > 0 &&
  result.tags.length <= most &&
  result.tags.every(({ name, confidence }) => name !== '' && confidence >= 0 && confidence <= 1);

const clarifai: LiveService = {
  name: 'Clarifai',
  needs: ['CLARIFAI_PAT'],
  requests: 6,
  images: 6,
  costs: 'Clarifai bills the images.',
  standIn: async () => {
    const seen = [
      { name: 'dark', value: 0.9 },
      { name: 'mountain', value: 0.6 },
    ];
    const sent = await Promise.all(pictures.map(async (name) => (await picture(name)).toString('base64')));
    const pat = crypto.randomUUID();
    const images = new Map(sent.map((text) => [text, seen]));
    return { handlers: new FakeClarifai({ pat, images }).handlers, env: { CLARIFAI_PAT: pat } };
  },
  async run({ env, options, counter, check }) {
    const pat = env['CLARIFAI_PAT'] ?? '';
    const tagger = new ClarifaiTagger({ pat, maxTags: 5, ...options });
    const refused = new ClarifaiTagger({ pat: `${pat}-wrong`, ...options });
    try {
      const covers = await Promise.all(pictures.map(async (name) => ({ bytes: await picture(name) })));
      const [one, two, none] = await tagger.tag([...covers, { url: missing }], { counter });
      check('tags images with confidences from 0 to 1, at most maxTags', areTags(one, 5) && areTags(two, 5));
      check('an image that is not there fails alone', SpotiTagsError.isInstance(none?.error, 'cover'));
      check(
        'says that a token is wrong',
        await failsWith('unauthorized', () => refused.tag(covers.slice(0, 1), { counter })),
      );
    } finally {
      await tagger.close();
      await refused.close();
    }
  },
};

const clip: LiveService = {
  name: 'CLIP',
  needs: ['CLIP_MODEL'],
  requests: 40,
  images: 2,
  costs: 'Free. It runs here, and downloads the model at first use.',
  async run({ env, counter, check }) {
    const tagger = await ClipTagger.load({
      model: env['CLIP_MODEL'] ?? '',
      vocabulary: ['a dark picture', 'a bright picture', 'a photograph of a cat'],
    });
    try {
      const covers = await Promise.all(pictures.map(async (name) => ({ bytes: await picture(name) })));
      const results = await tagger.tag(covers, { counter });
      check(
        'tags images with confidences from 0 to 1',
        results.every((result) => areTags(result)),
      );
      check(
        'gives words of the vocabulary alone',
        results.every(({ tags = [] }) => tags.every(({ name }) => name.startsWith('a '))),
      );
      check('prefers dark for dark covers', results[0]?.tags?.[0]?.name === 'a dark picture');
    } finally {
      await tagger.close();
    }
  },
};

export const taggers: readonly LiveService[] = [clarifai, clip];
