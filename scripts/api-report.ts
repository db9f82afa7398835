/**
 * Compares the public types of the built package with the reports in `test/api`: a change of what users see fails until it
 * is accepted. `npm run api` compares, `npm run api -- --accept` writes the reports. Build the package first.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel, type IConfigFile } from '@microsoft/api-extractor';
import { projectFile, publicEntries } from './subpaths.ts';

const reports = projectFile('test/api');
const accepts = process.argv.includes('--accept');
const temporary = mkdtempSync(join(tmpdir(), 'api-report-'));
const silent = { logLevel: ExtractorLogLevel.None };

function configOf(name: string): IConfigFile {
  return {
    projectFolder: projectFile('.'),
    mainEntryPointFilePath: projectFile(`dist/${name}.d.ts`),
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          ...{ target: 'ES2023', module: 'NodeNext', moduleResolution: 'NodeNext', strict: true },
          ...{ lib: ['ES2023', 'ESNext.Disposable', 'DOM'], types: ['node'], skipLibCheck: true },
        },
      },
    },
    apiReport: {
      enabled: true,
      reportFolder: reports,
      reportTempFolder: temporary,
      reportFileName: fileOf(name),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    // Only the types count here: test/doc-comments.test.ts looks at the comments.
    messages: {
      compilerMessageReporting: { default: silent },
      extractorMessageReporting: { default: silent },
      tsdocMessageReporting: { default: silent },
    },
  };
}

function fileOf(name: string): string {
  return `${name.replaceAll('/', '-')}.api.md`;
}

/** @returns whether the types are those of the report. */
function compare(name: string): boolean {
  const config = ExtractorConfig.prepare({
    configObject: configOf(name),
    configObjectFullPath: undefined,
    packageJsonFullPath: projectFile('package.json'),
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: accepts,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  return !apiReportChanged;
}

const names = Array.from(publicEntries().keys(), (subpath) => subpath || 'index');
const missing = names.find((name) => !existsSync(projectFile(`dist/${name}.d.ts`)));
if (missing !== undefined) throw new Error(`There is no dist/${missing}.d.ts. Run npm run build first.`);
const changed = names.filter((name) => !compare(name));
const files = new Set(names.map(fileOf));
const stale = readdirSync(reports).filter((file) => !files.has(file));
if (accepts) for (const file of stale) rmSync(join(reports, file));
rmSync(temporary, { recursive: true });
if (accepts) {
  process.stdout.write(`${changed.length} of ${names.length} reports in test/api were written.\n`);
} else if (changed.length + stale.length > 0) {
  const subpaths = [...changed, ...stale].join(', ');
  process.stdout.write(
    `The public types differ from test/api: ${subpaths}. If that is what you want, run npm run api -- --accept, and commit ` +
      'the reports.\n',
  );
  process.exitCode = 1;
} else {
  process.stdout.write(`The public types of ${names.length} entries are those of test/api.\n`);
}
