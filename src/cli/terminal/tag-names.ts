import type { Evidence } from '../../model.ts';

/** Vocabularies such as ImageNet's list synonyms: "sax, saxophone". */
export function firstSynonym(name: string): string {
  return name.split(', ', 1)[0] ?? name;
}

export function evidenceName({ kind, name }: Pick<Evidence, 'kind' | 'name'>): string {
  return kind === 'title' ? `“${name}” in titles` : firstSynonym(name);
}
