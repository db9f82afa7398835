import { describe, expect, it } from 'vitest';
import { delegate } from '../../src/util/delegate.ts';

interface Service {
  readonly id: string;
  ask(question: string): string;
  close?(): string;
}

class Secretive implements Service {
  readonly id = 'secretive';
  readonly #answer = 42;
  ask(question: string): string {
    return `${question} ${this.#answer}`;
  }
}

describe('delegate', () => {
  it('passes members on, with the private state of the object behind it', () => {
    const same = delegate<Service>(new Secretive(), {});
    expect(same.id).toBe('secretive');
    expect(same.ask('How much?')).toBe('How much? 42');
  });

  it('replaces the members that are given', () => {
    const polite = delegate<Service>(new Secretive(), { ask: () => 'Please ask again.' });
    expect(polite.ask('How much?')).toBe('Please ask again.');
    expect(polite.id).toBe('secretive');
  });

  it('has an optional member only where the object behind it or the overrides have it', () => {
    expect('close' in delegate<Service>(new Secretive(), {})).toBe(false);
    const closable = delegate<Service>(new Secretive(), { close: () => 'closed' });
    expect(closable.close?.()).toBe('closed');
  });
});
