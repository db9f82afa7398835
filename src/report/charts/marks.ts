import { num } from '../svg.ts';

/** Shapes around 0, 0 with about the same area. */
const shapes = [
  '<circle r="5"/>',
  '<path d="M0-6 5.6 4-5.6 4Z"/>',
  '<path d="M-4.5-4.5h9v9h-9z"/>',
  '<path d="M0-6.4 5.2 0 0 6.4-5.2 0Z"/>',
  '<path d="M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z"/>',
  '<path d="M0 6-5.6-4 5.6-4Z"/>',
  '<path d="M0-6.6 1.9-2.2 6.4-2.1 2.9 1.1 4 5.6 0 3.2-4 5.6-2.9 1.1-6.4-2.1-1.9-2.2Z"/>',
  '<path d="M-4.2-6 0-1.8 4.2-6 6-4.2 1.8 0 6 4.2 4.2 6 0 1.8-4.2 6-6 4.2-1.8 0-6-4.2Z"/>',
];

/** The mark of a category. The first eight differ in color and shape, 64 in one of both. */
export function markAt(category: number, x: number, y: number): string {
  const shape = shapes[(category + Math.floor(category / 8)) % shapes.length] ?? '';
  return `<g class="st-c${category % 8} st-edge" transform="translate(${num(x)} ${num(y)})">${shape}</g>`;
}
