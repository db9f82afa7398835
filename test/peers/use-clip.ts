import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import type { Cover } from 'spotitags';
import { ClipTagger, type ClipTaggerOptions } from 'spotitags/clip';
import { afterAll, afterEach, onTestFinished } from 'vitest';
import { folderOf } from '../files.ts';
import { clipFolder } from './clip-folder.ts';
import { solid } from './use-onnx.ts';

// At once: Transformers.js keeps the `fetch` that is there when it is imported.
export const server = setupServer();
server.listen({ onUnhandledRequest: 'error' });
afterEach(() => {
  server.resetHandlers();
});
afterAll(() => {
  server.close();
});

export const red = await solid('#ff0000');
export const green = await solid('#00ff00');
export const blue = await solid('#0000ff');
export const covers: [Cover, Cover, Cover] = [{ bytes: red }, { bytes: green }, { bytes: blue }];
export const colors = ['red', 'green', 'blue'];
/** Options under which the tiny model says how much of a color an image is. */
export const plain = { vocabulary: colors, templates: ['{}'], neutral: 'cover', dtype: 'fp32' } as const;

/** A tagger with the tiny model from a folder, closed when the test is over. */
export async function load(options: Partial<ClipTaggerOptions> = {}): Promise<ClipTagger> {
  const folder = options.model === undefined ? { folder: await folderOf(clipFolder()) } : {};
  const tagger = await ClipTagger.load({ ...plain, ...folder, ...options });
  onTestFinished(() => tagger.close());
  return tagger;
}

/** Serves a model as the hub does, and tells what was asked for. */
export function hub(files: Readonly<Record<string, string | Uint8Array>>): string[] {
  const asked: string[] = [];
  server.use(
    http.all('https://huggingface.co/*', ({ request }) => {
      const { pathname } = new URL(request.url);
      // The library asks once whether there is a tokenizer, of whatever revision.
      if (pathname !== '/me/tiny/resolve/main/tokenizer_config.json') asked.push(pathname);
      const body = files[pathname.replace(/^\/me\/tiny\/resolve\/(abc1234|main)\//u, '')];
      if (body === undefined) return new HttpResponse(null, { status: 404 });
      const bytes = Uint8Array.from(Buffer.from(body));
      if (request.headers.has('range')) {
        const headers = { 'content-range': `bytes 0-0/${bytes.length}` };
        return new HttpResponse(bytes.slice(0, 1), { status: 206, headers });
      }
      return new HttpResponse(bytes, { headers: { 'content-length': String(bytes.length) } });
    }),
  );
  return asked;
}
