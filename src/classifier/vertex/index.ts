export type { VertexOptions } from './client.ts';
