import { resolve } from 'node:path';
import spotitags from 'spotitags/package.json' with { type: 'json' };

export default {
  mode: 'production',
  target: 'node20',
  entry: './app.mjs',
  experiments: { outputModule: true },
  output: { path: resolve('out'), filename: 'webpack.mjs', module: true, chunkFormat: 'module' },
  optimization: { minimize: false },
  externalsType: 'import',
  externals: Object.keys(spotitags.peerDependencies),
};
