import type { protos } from '@google-cloud/aiplatform';
import * as v from 'valibot';
import { SpotiTagsError } from '../../../errors.ts';
import { excerpt } from '../../../http/text.ts';
import type { Prediction } from '../../../model.ts';
import { predictionOf } from '../predictions.ts';

type Response = protos.google.cloud.aiplatform.v1.IGenerateContentResponse;

const answer = v.object({ scores: v.array(v.object({ genre: v.string(), probability: v.number() })) });

/**
 * Reads an answer as if there had been no schema, because text in a profile may make a model ignore it. White space and a
 * code fence around the JSON are accepted.
 *
 * @throws SpotiTagsError `service` for an answer that is blocked, cut off, not JSON, or that names another genre.
 */
export function readAnswer(response: Response, genres: readonly string[], model: string): Prediction {
  const fail = (reason: string) =>
    new SpotiTagsError('service', `${model} answered what cannot be used: ${reason}.`);
  const text = textOf(response, fail);
  const parsed = v.safeParse(answer, parseJson(text), { abortEarly: true });
  if (!parsed.success) throw fail(`expected { scores: [{ genre, probability }] }, got ${excerpt(text)}`);
  const given = parsed.output.scores.map(({ genre, probability }) => [genre, probability] as const);
  const stranger = given.find(([genre]) => !genres.includes(genre));
  if (stranger) throw fail(`the genre ${JSON.stringify(excerpt(stranger[0]))} is none that was asked for`);
  return predictionOf(given, genres, fail);
}

function textOf({ candidates, promptFeedback }: Response, fail: (reason: string) => SpotiTagsError): string {
  const [candidate] = candidates ?? [];
  if (!candidate) throw fail(`it is empty, for the reason ${String(promptFeedback?.blockReason ?? 'none')}`);
  const { finishReason, content } = candidate;
  if (finishReason === 'MAX_TOKENS') throw fail('it is cut off, for its length');
  if (finishReason !== 'STOP') throw fail(`it ends for the reason ${String(finishReason ?? 'none')}`);
  const text = (content?.parts ?? []).map((part) => (part.thought ? '' : (part.text ?? ''))).join('');
  if (text === '') throw fail('it is empty');
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.trim().replace(/^```\w*\s([^]*)```$/u, '$1'));
  } catch {
    return undefined;
  }
}
