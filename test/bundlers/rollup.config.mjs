import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import spotitags from 'spotitags/package.json' with { type: 'json' };

export default {
  input: 'app.mjs',
  output: { dir: 'out/rollup', entryFileNames: 'app.mjs' },
  external: Object.keys(spotitags.peerDependencies),
  plugins: [nodeResolve({ preferBuiltins: true }), commonjs(), json()],
};
