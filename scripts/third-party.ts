/** Writes the notices of all packages that are bundled: their licenses ask for that. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const noticesFile = 'dist/THIRD-PARTY-NOTICES.txt';

/** The folders of packages that a build has code of. Both formats add theirs. */
const bundled = new Set<string>();

/** An esbuild plugin. The build fails if a bundled package has no license file. */
export const thirdPartyNotices: Plugin = {
  name: 'third-party-notices',
  setup(build) {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      for (const output of Object.values(metafile?.outputs ?? {})) {
        for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
          const folder = packageFolder(path);
          if (folder !== undefined && bytesInOutput > 0) bundled.add(folder);
        }
      }
      mkdirSync(dirname(noticesFile), { recursive: true });
      writeFileSync(noticesFile, noticesOf([...bundled]));
    });
  },
};

/** The package's folder of a path in it. Undefined for files of this project. */
export function packageFolder(path: string): string | undefined {
  return /^.*\/?node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0];
}

/** The name, version and license of each package. */
export function noticesOf(folders: readonly string[]): string {
  const notices = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
      license: string;
    };
    const terms = termsOf(folder);
    if (terms === undefined)
      throw new Error(`${name} is bundled, and its package does not contain its license.`);
    return { name, text: `${name} ${version} (${license})\n\n${terms}\n` };
  });
  const texts = notices.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ text }) => text);
  return [`This package contains code of the following packages.\n`, ...texts].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
}

/** The license file, or the part of the README about the license. */
function termsOf(folder: string): string | undefined {
  const files = readdirSync(folder);
  const file = files.find((one) => /^(?:licen[cs]e|copying)/iu.test(one));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim();
  const readme = files.find((one) => /^readme/iu.test(one));
  const text = readme === undefined ? '' : readFileSync(join(folder, readme), 'utf8');
  return /^(?:#+ *licen[cs]e|licen[cs]e\r?\n[=-]+)\s[^]*/imu.exec(text)?.[0].trim();
}
