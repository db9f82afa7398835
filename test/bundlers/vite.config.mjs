import { defineConfig } from 'vite';
import spotitags from 'spotitags/package.json' with { type: 'json' };

export default defineConfig({
  build: { ssr: 'app.mjs', outDir: 'out/vite' },
  ssr: { noExternal: ['spotitags'], external: Object.keys(spotitags.peerDependencies) },
});
