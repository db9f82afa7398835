/** Limits for covers. Anything larger is refused before it is held in memory. */
export const coverLimits = {
  /** Bytes of a file. */
  fileBytes: 100_000_000,
  /** Bytes of a download. */
  downloadBytes: 20_000_000,
  /** Pixels of a decoded image, unless the option `maxPixels` says otherwise. */
  pixels: 40_000_000,
  /** Seconds of decoding. */
  decodingSeconds: 5,
} as const;
