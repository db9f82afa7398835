import * as v from 'valibot';
import type { Feature } from './features.ts';

export const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

/** A feature from outside: of a model file, or of a caller without types. */
export const featureSchema = v.union([
  v.object({ kind: v.literal('tag'), take: v.literal('all') }),
  v.object({ kind: v.literal('tag'), take: v.literal('top'), n: positive }),
  v.object({ kind: v.literal('tag'), take: v.literal('distinct'), n: positive, pool: positive }),
  v.object({ kind: v.literal('tag'), take: v.literal('key'), n: positive }),
  v.object({ kind: v.picklist(['title', 'lettering', 'embedding', 'sound', 'decade']) }),
]) satisfies v.GenericSchema<unknown, Feature>;
