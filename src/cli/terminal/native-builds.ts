/** What runs a package of native code: `linux-x64`, or `linux-x64-musl` on Alpine and other systems with musl in place of glibc. */
export function thisPlatform(): string {
  const name = `${process.platform}-${process.arch}`;
  return process.platform === 'linux' && !hasGlibc() ? `${name}-musl` : name;
}

function hasGlibc(): boolean {
  // Without a report, as in Deno, glibc is likely.
  const report = process.report as Report | undefined;
  if (report === undefined) return true;
  const { excludeNetwork = false } = report;
  // Looking up the names of all sockets takes seconds.
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  report.excludeNetwork = excludeNetwork;
  return header === undefined || header.glibcVersionRuntime !== undefined;
}

/** Node's types lack the switch, which Node.js 20.13 has. */
interface Report {
  excludeNetwork?: boolean;
  getReport: () => object;
}

/** The platforms for which the package comes with a build, by what is in the npm registry. Elsewhere it must be compiled. */
const builds: Readonly<Record<string, readonly string[]>> = {
  // sharp 0.35: its packages @img/sharp-*.
  sharp: [
    ...['darwin-arm64', 'darwin-x64', 'win32-arm64', 'win32-ia32', 'win32-x64'],
    ...['arm', 'arm64', 'ppc64', 'riscv64', 's390x', 'x64', 'arm64-musl', 'x64-musl'].map(
      (cpu) => `linux-${cpu}`,
    ),
  ],
  // lmdb 3.5: its packages @lmdb/lmdb-*, which hold builds for glibc and musl.
  lmdb: [
    ...['darwin-arm64', 'darwin-x64', 'win32-arm64', 'win32-x64'],
    ...['arm', 'arm64', 'x64', 'arm64-musl', 'x64-musl'].map((cpu) => `linux-${cpu}`),
  ],
  // onnxruntime-node 1.30: its folder bin, whose files for Linux are linked with glibc.
  'onnxruntime-node': ['darwin-arm64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'],
};

/** Which native packages can be installed here without a compiler, in a sentence, and whether all can. */
export function nativeBuilds(platform = thisPlatform()): { readonly all: boolean; readonly words: string } {
  const namesOf = (of: string, has: boolean) =>
    Object.keys(builds)
      .filter((name) => builds[name]?.includes(of) === has)
      .join(', ');
  const missing = namesOf(platform, false);
  const musl =
    platform.startsWith('linux-') && !platform.endsWith('-musl') ? namesOf(`${platform}-musl`, true) : '';
  const parts = [
    `${platform}: ${namesOf(platform, true) || 'none of the native packages'} can be installed without a compiler`,
    missing &&
      `not ${missing}${platform.endsWith('-musl') ? ', which needs an image with glibc, such as node:24-slim' : ''}`,
    musl && `on Alpine (musl): ${musl}`,
  ];
  return { all: missing === '', words: parts.filter(Boolean).join('; ') };
}
