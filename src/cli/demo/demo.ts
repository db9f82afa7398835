import type { Layout } from '../../catalog/folder/options.ts';
import { writeReport } from '../../report/write-report.ts';
import { jsonText } from '../../util/json.ts';
import { checkWritable } from '../../util/write-whole.ts';
import { imagesOf } from '../options/images.ts';
import type { Io } from '../terminal/io.ts';
import { type InventedDemo, describeInvented, inventedDemo, isWithoutPictures } from './invented.ts';
import { describeOwn, folderDemo, imagesDemo } from './own.ts';
import { sampleExamples } from './package-files.ts';
import { describeSample, sampleDemo } from './sample.ts';

export interface DemoOptions {
  readonly image?: readonly string[];
  readonly root?: string;
  readonly layout?: Layout;
  readonly json?: true;
}

const report = 'demo-report.html';

export async function demo({ image, root, layout, json }: DemoOptions, io: Io): Promise<void> {
  await checkWritable(report);
  const say = (text: string) => {
    if (!json) io.stdout.write(text);
  };
  const sample = await sampleExamples(io.signal);
  let result: object;
  if (image !== undefined || root !== undefined) {
    const own =
      image === undefined
        ? await folderDemo({ root: root ?? '', ...(layout && { layout }) }, sample, report, io)
        : await imagesDemo(await imagesOf(image), sample, report, io);
    say(describeOwn(own));
    result = own;
  } else {
    const invented = await withPictures(io);
    if (invented) say(`${describeInvented(invented)}\n`);
    const { demo: real, predictions } = await sampleDemo(sample, io.signal);
    say(describeSample(real));
    if (!invented) await writeReport(report, { examples: sample, predictions, signal: io.signal });
    result = { ...(invented && { invented }), sample: real };
  }
  say(`\nWritten: ${report}. Open it in a browser.\n`);
  if (json) io.stdout.write(`${jsonText({ ...result, report }, 2)}\n`);
}

/** Undefined without the package that reads images. Then the report is about the sample data. */
async function withPictures(io: Io): Promise<InventedDemo | undefined> {
  try {
    return await inventedDemo(report, io);
  } catch (error) {
    if (!isWithoutPictures(error)) throw error;
    io.stderr.write(
      `${error.message}\nThe demo goes on with tags that are in the package. With sharp, it begins with pictures.\n\n`,
    );
    return undefined;
  }
}
