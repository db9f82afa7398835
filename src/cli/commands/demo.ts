import { Command, Option } from 'commander';
import { layouts } from '../../catalog/folder/options.ts';
import type { DemoOptions } from '../demo/demo.ts';
import { UsageError } from '../options/usage-error.ts';
import type { Io } from '../terminal/io.ts';

export function demoCommand(io: Io): Command {
  return new Command('demo')
    .description('shows all steps on invented covers, or on your own pictures, and writes demo-report.html')
    .usage('[--image <file…> | --root <folder>]')
    .option(
      '--image <files...>',
      'files or URLs of images, or folders of images, as the covers of one artist',
    )
    .option('--root <folder>', 'folder of covers: genre/artist/album.jpg')
    .addOption(
      new Option(
        '--layout <layout>',
        'whether artist folders are inside genre folders, or at the root',
      ).choices(layouts),
    )
    .option('--json', 'print JSON')
    .action(async (options: DemoOptions) => {
      if (options.image !== undefined && options.root !== undefined)
        throw new UsageError('Which pictures? Type --image FILE… or --root DIR, not both.');
      if (options.layout !== undefined && options.root === undefined)
        throw new UsageError('--layout says how the folder of --root is built. Type --root DIR too.');
      const { demo } = await import('../demo/demo.ts');
      await demo(options, io);
    });
}
