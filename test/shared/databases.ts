import { randomUUID } from 'node:crypto';

/** Databases that the environment names: `.ci/run` starts them. */
export const databases = [
  { name: 'Redis', url: process.env['REDIS_URL'] ?? '' },
  { name: 'PostgreSQL', url: process.env['POSTGRES_URL'] ?? '' },
] as const;

/** Says why tests of a database do not run. */
export function whyNot({ name, url }: (typeof databases)[number]): string | undefined {
  return url === '' ? `skipped: ${name === 'Redis' ? 'REDIS_URL' : 'POSTGRES_URL'} is not set` : undefined;
}

/** A name that no other test uses. */
export function own(name: string): string {
  return `${name} ${randomUUID()}`;
}
