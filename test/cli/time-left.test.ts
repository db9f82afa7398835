import type { Progress } from 'spotitags';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Screen } from '../../src/cli/terminal/io.ts';
import { ProgressBar } from '../../src/cli/terminal/progress.ts';
import { TimeLeft } from '../../src/cli/terminal/time-left.ts';

/** Artists of ten covers, of which some are looked up and some covers are done. */
function progress(lookedUp: number, done: number, total = 100): Progress {
  const artists = { done: Math.floor(done / 10), failed: 0, lookedUp, found: lookedUp, complete: false };
  return {
    artists: { ...artists, total },
    covers: { done, stored: 0, failed: 0, found: 10 * lookedUp, pending: 0 },
  };
}

it('is there from the first cover that is done on, before an artist is done', () => {
  const timeLeft = new TimeLeft();
  expect(timeLeft.estimate(progress(0, 0), 1)).toBeUndefined();
  expect(timeLeft.estimate(progress(1, 0), 2)).toBeUndefined();
  // Two of 1100 steps took four seconds.
  expect(timeLeft.estimate(progress(1, 1), 4)).toBeCloseTo(2 * 1098);
});

it('falls evenly at an even speed, and ends at 0', () => {
  const timeLeft = new TimeLeft();
  for (let at = 1; at <= 100; at += 1)
    expect(timeLeft.estimate(progress(at, 10 * at), at)).toBeCloseTo(100 - at);
});

it('forgets the speed of what came from the store', () => {
  const timeLeft = new TimeLeft();
  timeLeft.estimate(progress(50, 500), 1);
  // Then an artist takes two seconds.
  let left: number | undefined;
  for (let at = 1; at <= 40; at += 1) left = timeLeft.estimate(progress(50 + at, 500 + 10 * at), 1 + 2 * at);
  expect(left).toBeCloseTo(20);
});

it('says nothing if the number of artists is not known, or if nothing moves', () => {
  const timeLeft = new TimeLeft();
  const { artists, covers } = progress(3, 20);
  const { total, ...others } = artists;
  expect(total).toBe(100);
  expect(timeLeft.estimate({ artists: others, covers }, 5)).toBeUndefined();
  timeLeft.estimate(progress(3, 20), 5);
  timeLeft.estimate(progress(3, 20), 70);
  expect(timeLeft.estimate(progress(3, 20), 140)).toBeUndefined();
});

it('gives way to the time that a stop may take', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let line = '';
  const write = (text: string) => (line = text);
  const bar = new ProgressBar(new Screen({ isTTY: true, columns: 200, write }, false), 0);
  vi.advanceTimersByTime(4000);
  bar.update(progress(1, 1));
  vi.advanceTimersByTime(1000);
  expect(line).toMatch(/0\/100 artists · 46 min left · 1 cover /u);
  bar.stopping(30_000);
  vi.advanceTimersByTime(10_000);
  expect(line).toMatch(/0\/100 artists · stopping, up to 20 s · 1 cover /u);
  bar.end();
});

it.each([
  [true, /^\r\[#{6}-{18}\] folds 1\/4/u],
  [false, /^folds 1\/4\n$/u],
])('has a bar only in a terminal: %s', (isTTY, expected) => {
  let line = '';
  const bar = new ProgressBar(new Screen({ isTTY, write: (text) => (line = text) }, false), 0);
  bar.step('folds', 1, 4);
  expect(line).toMatch(expected);
  bar.end();
});

it('has a shorter bar where the terminal is narrow, and leaves out whole parts, the failures last', () => {
  const at = (columns: number) => {
    let line = '';
    const write = (text: string) => (line = text);
    const bar = new ProgressBar(new Screen({ isTTY: true, columns, write }, false), 0);
    const { artists, covers } = progress(20, 150, 24);
    bar.update({ artists, covers: { ...covers, stored: 150, failed: 2 } });
    const shown = /^\r(.*)\u001b/u.exec(line)?.[1];
    bar.end();
    return shown;
  };
  const rest = '15/24 artists · 1 s left · 150 covers · 2 covers failed';
  expect(at(200)).toMatch(
    /^\[#{15}-{9}\] 15\/24 artists · 1 s left · 150 covers · 2 covers failed · 150 from the store · 0 tagged · [\d.]+\/s$/u,
  );
  expect(at(90)).toBe(`[######----] ${rest} · 150 from the store`);
  expect(at(80)).toBe(`[#############--------] ${rest}`);
  expect(at(50)).toBe('[######---] 15/24 artists · 1 s left · 150 covers');
  expect(at(12)).toBe('15/24 artis');
});
