/** What a status code of Clarifai means for the tagger. */
export type Meaning =
  | 'ok'
  /** Some outputs succeeded and others did not: read the status of each. */
  | 'mixed'
  | 'throttled'
  /** A temporary problem. */
  | 'transient'
  | 'unauthorized'
  | 'quota'
  /** The model, its version or the request's settings are wrong. */
  | 'model'
  /** The problem is in one image. */
  | 'image'
  | 'unknown';

const meanings: readonly (readonly [Meaning, readonly string[]])[] = [
  ['ok', ['10000']],
  ['mixed', ['10010', '10020']],
  ['throttled', ['11005', 'CONN_THROTTLED']],
  ['transient', ['10030', '21351', '21354', '21355', '40031']],
  ['unauthorized', ['11007', '11008', '11009', '11102']],
  ['quota', ['11003', '11004']],
  ['model', ['21200']],
  ['image', ['30002', '30101', '30104', '30105', '30106', '39996']],
];

const byCode = new Map(meanings.flatMap(([meaning, codes]) => codes.map((code) => [code, meaning] as const)));

/** The code is a number according to the documentation, and the string `CONN_THROTTLED` in some examples. */
export function meaningOf(code: number | string | null | undefined): Meaning {
  return byCode.get(String(code)) ?? 'unknown';
}
