import type { Evidence } from '../model.ts';

/** Vocabularies such as ImageNet's list synonyms: "sax, saxophone". */
export function firstSynonym(name: string): string {
  return name.split(', ', 1)[0] ?? name;
}

export function evidenceName({ kind, name, edition }: Pick<Evidence, 'kind' | 'name' | 'edition'>): string {
  const of = edition ? ', a word of editions' : '';
  if (kind === 'title') return `“${name}” in titles${of}`;
  if (kind === 'lettering') return `“${name}” on covers${of}`;
  if (kind === 'sound') return `${name} (sound)`;
  return kind === 'embedding' ? 'the look of the cover' : firstSynonym(name);
}
