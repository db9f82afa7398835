import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundle } from './page.ts';

describe('spotitags/browser, bundled for a browser', () => {
  it('contains nothing of Node.js, and cannot reach a network', async () => {
    const { code, metafile } = await bundle('export * from "spotitags/browser"');
    const imports = Object.values(metafile?.inputs ?? {}).flatMap((input) => input.imports);
    expect(imports.filter(({ external, path }) => external && path !== '<runtime>')).toEqual([]);
    expect(code).not.toMatch(/\bnode:|\brequire\(|\bBuffer\b|\bprocess\./u);
    expect(code).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts/u);
  });

  it('has less than 60 kB with gzip, all of it together', async () => {
    const { code } = await bundle('export * from "spotitags/browser"');
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(60_000);
  });

  it('is refused with what needs Node.js, which shows that the first test can fail', async () => {
    await expect(bundle('export * from "./src/index.ts"')).rejects.toThrow(/node:/u);
  });

  it('leaves out what a page does not use', async () => {
    const { code } = await bundle('export { loadClassifier } from "spotitags/browser"');
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(25_000);
  });
});
