import { join } from 'node:path';
import type { Example } from 'spotitags';
import { VertexTrainer, type VertexProgress, type VertexTrainerOptions } from 'spotitags/google';
import { onTestFinished } from 'vitest';
import { example } from '../examples.ts';
import { folderOf } from '../files.ts';
import { useServer } from '../msw/use-server.ts';
import { FakeStorage } from './fake-storage.ts';
import { FakeVertex, type FakeVertexOptions } from './fake-vertex.ts';

/** Vertex AI on this machine and Cloud Storage by MSW, for the tests of a file. */
export function useFakeVertex() {
  const { server } = useServer();

  /** Services that know nothing yet, and trainers that share a state file. */
  const start = async (options: Partial<FakeVertexOptions> = {}) => {
    const storage = new FakeStorage();
    server.resetHandlers(...storage.handlers);
    const vertex = new FakeVertex({ read: (uri) => storage.objects.get(uri), ...options });
    const clientOptions = await vertex.listen();
    onTestFinished(() => vertex.close());
    const stateFile = join(await folderOf({}), 'state.json');
    const progress: VertexProgress[] = [];
    const trainer = (changes: Partial<VertexTrainerOptions> = {}) =>
      new VertexTrainer({
        project: 'project-1',
        location: 'us-central1',
        bucket: 'covers-and-genres',
        stateFile,
        clientOptions,
        transport: 'grpc',
        pollEveryMs: 1,
        onProgress: (step) => progress.push(step),
        ...changes,
      });
    return { storage, vertex, trainer, stateFile, progress, clientOptions };
  };

  return { server, start };
}

/** As many artists as AutoML wants, of two genres that their covers tell apart. */
export const enough: readonly Example[] = artists(1000);

export function artists(count: number): Example[] {
  return Array.from({ length: count }, (_, at) =>
    at % 2 === 0
      ? example('doom metal', `Doom ${at}`, { skull: 0.9, [`fog ${at % 7}`]: 0.5 }, { skull: 0.8 })
      : example('k-pop', `Pop ${at}`, { smile: 0.9, [`pastel ${at % 7}`]: 0.5 }, { smile: 0.8 }),
  );
}
