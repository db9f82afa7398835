import { SpotiTagsError } from '../../../errors.ts';
import type { ArtistProfile } from '../../../model.ts';
import { type CountOptions, countTags } from '../../features/count-tags.ts';
import { tagsText } from '../../../tags/words.ts';
import { tagsColumn } from './table.ts';

/**
 * Bytes of a request's JSON, by
 * https://cloud.google.com/vertex-ai/docs/tabular-data/classification-regression/get-online-predictions, less what is
 * around the instances.
 */
const maxBytes = 1_500_000 - 1000;
/** More are answered later than all of several requests. */
const maxInstances = 100;

/** One profile, as a row of the training set without its genre or number. */
export interface Instance {
  /** The profile's place among those that were passed in. */
  readonly at: number;
  /** Empty if the profile has no tag that counts. */
  readonly text: string;
  /** Bytes of its JSON, and of the comma behind it. */
  readonly bytes: number;
}

/** What is asked of the model. */
export function instancesOf(profiles: readonly ArtistProfile[], counting: CountOptions): Instance[] {
  return profiles.map((profile, at) => {
    const text = tagsText(countTags(profile, counting));
    const bytes = Buffer.byteLength(JSON.stringify({ [tagsColumn]: text })) + 1;
    if (bytes <= maxBytes) return { at, text, bytes };
    throw new SpotiTagsError(
      'invalid-input',
      `The tags of ${profile.artist.name} take ${bytes} bytes, and Vertex AI takes ${maxBytes} at once. ` +
        'Raise minCovers, or pass a filter that lets fewer of them count.',
    );
  });
}

/** Splits instances, in their order, into requests that are small enough. */
export function batchesOf(instances: readonly Instance[]): Instance[][] {
  const batches: Instance[][] = [];
  let size = Infinity;
  for (const instance of instances) {
    size += instance.bytes;
    const last = batches.at(-1);
    if (last && size <= maxBytes && last.length < maxInstances) {
      last.push(instance);
    } else {
      batches.push([instance]);
      size = instance.bytes;
    }
  }
  return batches;
}

/** An instance as a `google.protobuf.Value`. */
export function toValue({ text }: Instance) {
  return { structValue: { fields: { [tagsColumn]: { stringValue: text } } } };
}
