/** For those who write a catalog, a tagger, a classifier or a store. The providers of this package are built on the same. */
export { ServiceClient } from '../http/service-client.ts';
export type { ServiceClientOptions, ServicePost, ServiceRequest } from '../http/service-client.ts';
export type { Answer } from '../http/answer.ts';
export type { HttpOptions, RetryDecision, Service } from '../http/transport.ts';
export type { StandardIssue, StandardResult, StandardSchema } from '../util/standard-schema.ts';

export { CoverReader, type CoverReaderOptions } from '../covers/read.ts';
export { coverKey } from '../covers/cover-key.ts';
export { coverLimits } from '../covers/limits.ts';
export { checkBatch } from '../tagger/tagger.ts';

export { type NameMatch, didYouMean, matchName, sameName, sameTag } from '../catalog/names.ts';

export { checkOptions } from '../util/options.ts';
export { importOptional } from '../util/optional-package.ts';
export { delegate } from '../util/delegate.ts';
export { orAbort, sleep } from '../util/waits.ts';
export { compareCodePoints } from '../util/order.ts';
