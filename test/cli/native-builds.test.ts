import { expect, it } from 'vitest';
import { nativeBuilds, thisPlatform } from '../../src/cli/terminal/native-builds.ts';

it('says which native packages have builds for Alpine', () => {
  expect(nativeBuilds('linux-x64')).toEqual({
    all: true,
    words:
      'linux-x64: sharp, lmdb, onnxruntime-node can be installed without a compiler; on Alpine (musl): sharp, lmdb',
  });
  expect(nativeBuilds('linux-arm64-musl')).toEqual({
    all: false,
    words:
      'linux-arm64-musl: sharp, lmdb can be installed without a compiler; ' +
      'not onnxruntime-node, which needs an image with glibc, such as node:24-slim',
  });
});

it('says it for platforms that no package has a build for', () => {
  expect(nativeBuilds('aix-ppc64')).toEqual({
    all: false,
    words:
      'aix-ppc64: none of the native packages can be installed without a compiler; not sharp, lmdb, onnxruntime-node',
  });
});

it('knows this platform', () => {
  expect(thisPlatform()).toMatch(/^\w+-\w+(?:-musl)?$/u);
  expect(nativeBuilds().words).toContain(thisPlatform());
});
