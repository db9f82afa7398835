import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VertexTrainerOptions } from 'spotitags/google';
import { FakeStorage } from './fake-storage.ts';
import { FakeVertex } from './fake-vertex.ts';

/** A Vertex AI on this machine, for an example: what a trainer must know of it, and how it ends. */
export async function localVertex(): Promise<{
  readonly options: VertexTrainerOptions;
  readonly close: () => Promise<void>;
}> {
  const storage = new FakeStorage();
  const vertex = new FakeVertex({ read: (uri) => storage.objects.get(uri) });
  const folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
  return {
    options: {
      project: 'this-machine',
      location: 'us-central1',
      bucket: 'covers-and-genres',
      stateFile: join(folder, 'state.json'),
      clientOptions: await vertex.listen(),
      transport: 'grpc',
      fetch: storage.fetch,
      pollEveryMs: 1,
    },
    close: async () => {
      await vertex.close();
      await rm(folder, { recursive: true });
    },
  };
}
