import type { ProfileAlbum } from '../model.ts';

/** The title of an album. Catalogs blank the titles of withdrawn albums. */
export function titleOf({ title, id }: ProfileAlbum): string {
  return title.trim() === '' ? id : title;
}

export function percent(share: number): string {
  return `${Math.round(100 * share)}\u00a0%`;
}

export function precisePercent(share: number): string {
  return `${(100 * share).toFixed(1)}\u00a0%`;
}

const grouped = new Intl.NumberFormat('en-US');

/** 1002 as "1,002". */
export function figure(value: number): string {
  return grouped.format(value);
}

/** `1 artist`, `1,002 artists`. */
export function many(count: number, noun: string, plural = `${noun}s`): string {
  return `${figure(count)} ${count === 1 ? noun : plural}`;
}
