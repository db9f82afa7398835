import { describe, expect, it } from 'vitest';
import { containsSecret, quote, redact, redactDeep } from '../../src/http/text.ts';

const secret = 'Ab3-x_9/z+Q~f&"<%k\\=7';
const basic = Buffer.from('client:se-cret-0123456789').toString('base64');
const every = (make: (char: string) => string) => Array.from(secret, make).join('');
const hex = (char: string) => char.charCodeAt(0).toString(16).padStart(2, '0');

const spellings: [string, string][] = [
  ['as it is', secret],
  ['in a URL', encodeURIComponent(secret)],
  ['with each character percent-escaped', every((char) => `%${hex(char)}`)],
  ['percent-escaped twice', encodeURIComponent(encodeURIComponent(secret))],
  ['in JSON', JSON.stringify(secret).slice(1, -1)],
  ['in JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
  ['unicode-escaped', every((char) => `\\u00${hex(char).toUpperCase()}`)],
  ['unicode-escaped with braces', every((char) => `\\u{${hex(char)}}`)],
  ['hex-escaped', every((char) => `\\x${hex(char)}`)],
  ['as decimal entities', every((char) => `&#${char.charCodeAt(0)};`)],
  ['as hexadecimal entities', every((char) => `&#x${hex(char)};`)],
  ['in HTML', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
  [
    'in HTML twice',
    secret.replaceAll('&', '&amp;amp;').replaceAll('<', '&amp;lt;').replaceAll('"', '&amp;quot;'),
  ],
  ['wrapped', secret.replace(/(.{6})/gu, '$1\r\n  ')],
  [
    'wrapped in JSON',
    secret
      .replaceAll('\\', '\\\\')
      .replaceAll('"', '\\"')
      .replace(/(.{8})/gu, '$1\\n'),
  ],
  ['wrapped as quoted-printable', secret.replace(/(.{7})/u, '$1=\r\n')],
  ['with invisible characters', secret.replace(/(.{5})/gu, '$1\u200b\u00ad')],
  ['in Base64', Buffer.from(secret).toString('base64')],
  ['in Base64 without padding', Buffer.from(secret).toString('base64').replace(/=+$/u, '')],
  ['in Base64 for URLs', Buffer.from(secret).toString('base64url')],
];

describe('redact', () => {
  it.each(spellings)('removes a secret %s', (_, spelling) => {
    expect(redact(`before ${spelling} after`, [secret])).toBe('before [redacted] after');
    expect(containsSecret(`{"name":"${spelling}"}`, [secret])).toBe(true);
  });

  it.each([
    ['with its padding', basic],
    ['without padding', basic.replace(/=+$/u, '')],
    ['for URLs', basic.replaceAll('+', '-').replaceAll('/', '_')],
    ['percent-escaped', encodeURIComponent(basic)],
    ['wrapped', basic.replace(/(.{16})/gu, '$1\n')],
  ])('removes credentials that are Base64 %s', (_, spelling) => {
    expect(redact(`before ${spelling} after`, [basic])).toBe('before [redacted] after');
  });

  it.each([
    ['{"access_token":"abc.def","token_type":"Bearer"}', 'abc.def'],
    ['{\\"refresh_token\\": \\"abc.def\\"}', 'abc.def'],
    ['?access_token=abc.def&x=1', 'abc.def'],
    ['authorization: Bearer abcdefghijklmnop.qrst', 'mnop'],
  ])('removes tokens by their usual names: %s', (text, token) => {
    expect(redact(text, [])).not.toContain(token);
  });

  it('leaves other texts as they are', () => {
    const text = 'The token is missing. Basic facts: a=b, 100 % of "x" (a+b/c).';
    expect(redact(text, [secret, 'pat'])).toBe(text);
    expect(containsSecret(text, [secret, 'token'])).toBe(false);
  });

  it('takes little time for long texts and long secrets', () => {
    const started = performance.now();
    const long = Buffer.from(Array.from({ length: 900 }, (_, at) => (at * 7919) % 251)).toString('base64');
    for (const text of [
      long.slice(0, -9).repeat(500),
      'A '.repeat(500_000),
      '%25'.repeat(300_000),
      '\\'.repeat(900_000),
      ' '.repeat(900_000),
    ])
      containsSecret(text, [long]);
    expect(performance.now() - started).toBeLessThan(60_000);
  });
});

describe('quote', () => {
  it('cuts no secret in half', () => {
    for (const before of [150, 190, 9_990, 19_990]) {
      const text = quote('x'.repeat(before) + secret, [secret]);
      expect(text).not.toContain(secret.slice(0, 4));
    }
    expect(quote(' '.repeat(19_995) + secret.repeat(2), [secret])).toBe('');
  });
});

describe('redactDeep', () => {
  it('cleans keys and values, and leaves the rest', () => {
    const given = { a: [secret, 1, null, { [`k${secret}`]: `u/${encodeURIComponent(secret)}` }], b: true };
    expect(redactDeep(given, [secret])).toEqual({
      a: ['[redacted]', 1, null, { 'k[redacted]': 'u/[redacted]' }],
      b: true,
    });
  });
});
