import { SpotiTagsError } from 'spotitags';
import { watchNetwork } from './network.ts';
import type { LiveCall, LiveService, StandIn } from './service.ts';
import { differences, type ShapeDifference } from './wire-shape.ts';

export interface LiveOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  /** In place of the network, in the tests of these checks. */
  readonly network?: (service: LiveService) => StandIn;
}

/** What one service did. */
export interface LiveResult {
  readonly name: string;
  /** Promises that do not hold. */
  readonly broken: readonly string[];
  /** What the fake of the service has other than the service. */
  readonly differences: readonly ShapeDifference[];
  readonly requests: number;
  readonly images: number;
}

/** Prints what is spent at most, then asks each service that has its keys, and prints what did not hold. */
export async function runLive(
  services: readonly LiveService[],
  options: LiveOptions,
): Promise<readonly LiveResult[]> {
  const { env, log } = options;
  const ready: LiveService[] = [];
  for (const service of services) {
    const missing = service.needs.filter((name) => !env[name]);
    if (missing.length > 0) log(`- ${service.name}: skipped. It needs ${missing.join(', ')}.`);
    else {
      ready.push(service);
      const { name, requests, images, costs } = service;
      log(`- ${name}: at most ${requests} requests and ${images} images. ${costs}`);
    }
  }
  const results: LiveResult[] = [];
  for (const service of ready) results.push(await runService(service, options));
  return results;
}

async function runService(service: LiveService, { env, log, network }: LiveOptions): Promise<LiveResult> {
  const { name, needs, requests: most } = service;
  log(`\n${name}`);
  const given = Object.fromEntries(needs.map((key) => [key, env[key] ?? '']));
  const broken: string[] = [];
  const spent = { images: 0 };
  const check = (promise: string, holds: boolean) => {
    log(`  ${holds ? '✓' : '✗'} ${promise}`);
    if (!holds) broken.push(promise);
  };
  const real = network?.(service);
  const traffic = await watchNetwork(
    async () => {
      try {
        await service.run(callOf(service, { env: given, options: {}, ...real }, check, spent));
      } catch (error) {
        check(`ends without an error: ${error instanceof Error ? error.message : String(error)}`, false);
      }
    },
    { most, ...(real && { handlers: real.handlers }) },
  );
  const found = differences(await shapesOfFake(service), traffic.shapes);
  for (const { request, path, words } of found) log(`  ! ${request}: ${path}: ${words}`);
  log(`  ${traffic.requests} requests and ${spent.images} images were sent.`);
  return { name, broken, differences: found, requests: traffic.requests, images: spent.images };
}

/** The answers of the fake to the same calls. */
async function shapesOfFake(service: LiveService) {
  const fake = await service.standIn?.();
  if (!fake) return new Map();
  const broken: string[] = [];
  const check = (promise: string, holds: boolean) => {
    if (!holds) broken.push(promise);
  };
  const { shapes } = await watchNetwork(() => service.run(callOf(service, fake, check, { images: 0 })), {
    most: Infinity,
    handlers: fake.handlers,
  });
  if (broken.length > 0) throw new Error(`The fake of ${service.name} breaks: ${broken.join('; ')}`);
  return shapes;
}

function callOf(
  { name, requests: most, images }: LiveService,
  { env = {}, options = {} }: Omit<StandIn, 'handlers'>,
  check: LiveCall['check'],
  spent: { images: number },
): LiveCall {
  let requests = 0;
  const count = (items: number) => {
    if (requests + 1 > most || spent.images + items > images)
      throw new SpotiTagsError('over-budget', `The live check of ${name} has used up its budget.`);
    requests += 1;
    spent.images += items;
  };
  return { env, options, check, counter: { count } };
}

/** Whether the work fails with this code. */
export async function failsWith(
  code: SpotiTagsError['code'],
  work: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'over-budget')) throw error;
    return SpotiTagsError.isInstance(error, code);
  }
}
