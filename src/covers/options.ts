import * as v from 'valibot';
import { httpEntries } from '../http/options.ts';
import { flag, wholeNumberFrom } from '../util/options.ts';
import { coverLimits } from './limits.ts';
import type { CoverReaderOptions } from './read.ts';

/** How a tagger of this machine gets the pixels of covers. */
export interface CoverImageOptions extends CoverReaderOptions {
  /**
   * Largest number of pixels of an image, by its header. The memory for decoding grows with it, to about 18 bytes per pixel.
   * AVIF takes more, so it may have 90 % of these pixels, and 67 % if it has more than 8 bits per color.
   * @default 40_000_000
   */
  readonly maxPixels?: number;
}

/** The flag of a tagger that downloads covers itself. */
export const privateAddressesFlag = {
  flag: '--private-addresses',
  option: 'allowPrivateAddresses',
  help: 'let the tagger download covers from this machine and its own network, as some proxies need (198.18.0.0/15)',
} as const;

/** {@link CoverImageOptions} among a tagger's options. */
export const coverImageEntries = {
  ...httpEntries,
  allowPrivateAddresses: v.exactOptional(flag),
  maxPixels: v.exactOptional(wholeNumberFrom(1), coverLimits.pixels),
};
