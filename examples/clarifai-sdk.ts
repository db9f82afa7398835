/**
 * What covers look like to Clarifai, asked through its official SDK. It needs CLARIFAI_PAT, a personal access token, and
 * `npm install clarifai-nodejs`; each cover is billed.
 * Run it with `npx tsx examples/clarifai-sdk.ts <files or URLs of covers>`.
 */
import { SpotiTagsError, type Cover } from 'spotitags';
import { ClarifaiSdkTagger } from 'spotitags/clarifai-sdk';

const sources = process.argv.slice(2);
if (sources.length === 0) sources.push('https://samples.clarifai.com/metro-north.jpg');
const covers = sources.map((source): Cover =>
  /^https?:/u.test(source) ? { url: source } : { path: source },
);

const { CLARIFAI_PAT: pat } = process.env;
if (pat) {
  await tag(pat);
} else {
  console.log(
    'Set CLARIFAI_PAT to a token from https://clarifai.com/settings/security; free and without one: npx tsx examples/tag-folder.ts',
  );
}

async function tag(token: string): Promise<void> {
  const tagger = new ClarifaiSdkTagger({ pat: token });
  try {
    for (const [at, { tags, error }] of (await tagger.tag(covers)).entries()) {
      const words = tags?.slice(0, 8).map(({ name, confidence }) => `${name} ${confidence.toFixed(2)}`);
      console.log(`${sources[at] ?? ''}: ${words?.join(', ') ?? error?.message ?? ''}`);
    }
  } catch (error) {
    // No package, no right, no network: its message says what to do.
    if (!SpotiTagsError.isInstance(error)) throw error;
    console.log(error.message);
    process.exitCode = 1;
  } finally {
    await tagger.close();
  }
}
