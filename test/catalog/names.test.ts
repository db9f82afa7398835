import { matchName } from 'spotitags/kit';
import { describe, expect, it } from 'vitest';

const named = (...names: string[]) => names.map((name, at) => ({ id: String(at), name }));
const match = (query: string, ...names: string[]) => matchName(query, named(...names));
const foundBy = (query: string, ...names: string[]) => match(query, ...names).found?.name;

describe('matchName', () => {
  it.each([
    ['Maná', ['Mana', 'Maná'], 'Maná'],
    ['Mana', ['Maná', 'Mana'], 'Mana'],
    ['mana\u0301', ['Mana', 'Maná'], 'Maná'],
    ['BEYONCÉ', ['Beyonce', 'Beyoncé'], 'Beyoncé'],
    ['AC/DC', ['ACDC', 'Ac/Dc', 'AC/DC'], 'AC/DC'],
    ['MØ', ['Mo', 'MØ'], 'MØ'],
    ['Sleep', ['Sleeep', 'The Sleep', 'Sleep'], 'Sleep'],
    ['low', ['Low', 'low'], 'Low'],
  ])('prefers the exact name for %j among %j', (query, names, expected) => {
    expect(foundBy(query, ...names)).toBe(expected);
  });

  it.each([
    ['Bjork', 'Björk'],
    ['Royksopp', 'Röyksopp'],
    ['Royksopp', 'Røyksopp'],
    ['Motorhead', 'Moto\u0308rhead'],
    ['Lady Pank z Lodzi', 'Lady Pank z Łodzi'],
    ['Guns N\u2019 Roses', "Guns N' Roses"],
    ['Guns N\u02bc Roses', "Guns N' Roses"],
    ['Guns and Roses', 'Guns N\u2019 Roses'],
    ['guns n roses', "Guns N' Roses"],
    ['a\u2010ha', 'a-ha'],
    ['aha', 'a-ha'],
    ['A\u2011HA', 'a-ha'],
    ['ACDC', 'AC/DC'],
    ['AC-DC', 'AC/DC'],
    ['AC\uff0fDC', 'AC/DC'],
    ['Simon and Garfunkel', 'Simon & Garfunkel'],
    ['Florence & the Machine', 'Florence + the Machine'],
    ['Beatles', 'The Beatles'],
    ['Beatles, The', 'The Beatles'],
    ['The Low', 'Low'],
    ['Jay Z', 'JAY-Z'],
    ['  electric\u00a0 wizard\u200b ', 'Electric Wizard'],
    ['GROSSSTADTGEFLÜSTER', 'Großstadtgeflüster'],
  ])('takes %j as %j', (query, name) => {
    expect(match(query, `${name} Tribute`, name)).toMatchObject({ found: { name }, isNear: false });
  });

  it('names the others of the same name, each once', () => {
    const artists = [...named('Sleep', 'SLEEP', 'Sleepy'), { id: '0', name: 'Sleep' }];
    const result = matchName('sleep', artists);
    expect(result.found && [result.found.id, ...result.alternatives.map(({ id }) => id)]).toEqual(['0', '1']);
  });

  it.each([
    ['Elecrtic Wizzard', 'Electric Wizard'],
    ['Metalica', 'Metallica'],
    ['Led Zepellin', 'Led Zeppelin'],
    ['Black Sabath', 'Black Sabbath'],
  ])('takes %j as %j, and says that it is near', (query, name) => {
    expect(match(query, `${name} Tribute`, name)).toMatchObject({ found: { name }, isNear: true });
  });

  it.each([
    ['Jack Jose', ['John Paul']],
    ['ano', ['Ana', 'Another Artist', 'Anno']],
    ['Blink 182', ['Blink 183']],
    ['Sun', ['Sun Ra']],
    ['Unknown Garage Band', ['Taylor Swift']],
    ['Korm', ['Korn']],
    ['The The', ['The']],
    ['Slayor', ['Slayer', 'Slayon']],
    ['???', ['!!!']],
    ['か', ['が']],
    ['', ['', 'A']],
  ])('does not guess at %j among %j', (query, names) => {
    expect(match(query, ...names.filter(Boolean)).found).toBeUndefined();
  });

  it('compares long texts quickly', () => {
    const [a, b] = ['a'.repeat(200_000), 'b'.repeat(200_000)];
    const began = performance.now();
    expect(match(`${a}x`, b, a, `${a} ${b}`).found).toBeUndefined();
    expect(match('Sme Artist', ...Array.from({ length: 20_000 }, (_, n) => `Artist ${n}`))).toEqual({
      suggestions: ['Artist 0', 'Artist 1', 'Artist 2'],
    });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('suggests at most three similar names, the most similar one first', () => {
    expect(match('Slayor', 'Taylor Swift', 'Slay', 'Slayers', 'Slayer', 'Slayor Tribute', 'Slayon')).toEqual({
      suggestions: ['Slayer', 'Slayon', 'Slay'],
    });
    expect(match('Wizard', 'Electric Wizard')).toEqual({ suggestions: ['Electric Wizard'] });
    expect(match('Sleep', 'Taylor Swift')).toEqual({ suggestions: [] });
  });
});
