import { build } from 'esbuild';
import spotitags from 'spotitags/package.json' with { type: 'json' };

await build({
  entryPoints: ['app.mjs'],
  outfile: 'out/esbuild.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: Object.keys(spotitags.peerDependencies),
});
