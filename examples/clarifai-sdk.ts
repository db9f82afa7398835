/**
 * Tags of covers from Clarifai, through its official SDK. It needs CLARIFAI_PAT, a personal access token, and
 * `npm install clarifai-nodejs`. Each cover is billed. Run it with `npx tsx examples/clarifai-sdk.ts <files
 * or URLs of covers>`. In a checkout, after `npm ci --prefix test/peers`, `npx tsx --tsconfig
 * test/peers/tsconfig.json examples/clarifai-sdk.ts --local` uses a simulated service on this machine.
 */
import { SpotiTagsError, type Cover } from 'spotitags';
import { ClarifaiSdkTagger, type ClarifaiSdkTaggerOptions } from 'spotitags/clarifai/sdk';

const isLocal = process.argv.includes('--local');
const sources = process.argv.slice(2).filter((word) => word !== '--local');
if (sources.length === 0) sources.push('https://samples.clarifai.com/metro-north.jpg');
const covers = sources.map((source): Cover =>
  /^https?:/u.test(source) ? { url: source } : { path: source },
);

const { CLARIFAI_PAT: pat } = process.env;
if (isLocal) {
  const local = await (await import('../test/peers/local-clarifai.ts')).localClarifai(sources);
  await tag(local);
  await local.close();
} else if (pat) {
  await tag({ pat });
} else {
  console.log(
    'Set CLARIFAI_PAT to a token from https://clarifai.com/settings/security; free and without one: npx tsx examples/tag-folder.ts',
  );
}

async function tag(options: ClarifaiSdkTaggerOptions): Promise<void> {
  const tagger = new ClarifaiSdkTagger(options);
  try {
    for (const [at, { tags, error }] of (await tagger.tag(covers)).entries()) {
      const words = tags?.slice(0, 8).map(({ name, confidence }) => `${name} ${confidence.toFixed(2)}`);
      console.log(`${sources[at] ?? ''}: ${words?.join(', ') ?? error?.message ?? ''}`);
    }
  } catch (error) {
    // A missing package, permission or network: the message says what to do.
    if (!SpotiTagsError.isInstance(error)) throw error;
    console.log(error.message);
    process.exitCode = 1;
  } finally {
    await tagger.close();
  }
}
