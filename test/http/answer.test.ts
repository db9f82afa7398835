import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Answer, type AnsweredRequest } from '../../src/http/answer.ts';
import { validate } from '../../src/util/standard-schema.ts';

const request: AnsweredRequest = {
  service: { name: 'The service' },
  method: 'GET',
  url: new URL('https://service.example/v1/x'),
  secrets: [],
};

const answered = (body: string, status = 200, more: Partial<AnsweredRequest> = {}) =>
  new Answer({ ...request, ...more }, status, undefined, Buffer.from(body));

const megabytes = (part: string) => `[${Array.from({ length: 9e6 / (part.length + 1) }, () => part).join()}]`;

describe('an answer of 9 MB that is wrong', () => {
  it.each([
    ['numbers', '0', v.array(v.object({ id: v.string() }))],
    ['objects', '{"id":0}', v.array(v.object({ id: v.string() }))],
    ['nulls in an object', 'null', v.object({ items: v.array(v.string()) })],
    ['either of two', '0', v.array(v.union([v.string(), v.object({ id: v.string() })]))],
  ])('is refused at its first element: %s', (_, part, schema) => {
    const body = schema.type === 'object' ? `{"items":${megabytes(part)}}` : megabytes(part);
    const answer = answered(body);
    const started = performance.now();
    expect(() => answer.read<unknown>(schema)).toThrow(/shape is not what was expected at (items\.)?0/u);
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  it('is quoted without being searched as a whole', () => {
    const started = performance.now();
    for (const body of ['x'.repeat(9e6), ' '.repeat(9e6), megabytes('%41'), megabytes('&#65;')]) {
      const { message } = answered(body, 500, { secrets: ['secret-'.repeat(10)] }).error('service');
      expect(message.length).toBeLessThan(400);
    }
    expect(performance.now() - started).toBeLessThan(60_000);
  });
});

describe('validate', () => {
  it('gives one issue with Valibot, and those of other libraries', () => {
    const values = [1, 2, 3];
    expect(validate(v.array(v.string()), values)).toMatchObject({ issues: [{ path: ['0'] }] });
    const other = {
      '~standard': {
        version: 1 as const,
        vendor: 'other',
        validate: () => ({ issues: [{ message: 'no' }] }),
      },
    };
    expect(validate(other, values)).toEqual({ issues: [{ message: 'no' }] });
  });
});
