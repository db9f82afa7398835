import process from 'node:process';
import { genreOf } from '../../../app.mjs';

export const dynamic = 'force-dynamic';

export async function GET(request) {
  const artist = new URL(request.url).searchParams.get('artist');
  return new Response(await genreOf(artist, process.env.COVERS_OF_SERVER));
}
