import { modulePath } from '../src/cli/options/provider-module.ts';
import { optionOf, settingKinds, variableOf } from '../src/cli/options/settings.ts';
import { markdownTable } from './provider-tables.ts';

/** The JSON schema of `spotitags.config.json`, made from the options that its settings are defaults of. */
export function configSchema(): string {
  const properties = Object.fromEntries(settingKinds.map((kind) => [kind.key, propertyOf(kind)]));
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of spotitags: spotitags.config.json, or the field "spotitags" of package.json',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...properties },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function propertyOf({ key, names, isList, tagger }: (typeof settingKinds)[number]): object {
  const { description, argChoices } = optionOf(key);
  const text = { type: 'string', minLength: 1 };
  const one = names
    ? { anyOf: [{ enum: names }, { type: 'string', pattern: modulePath.source }] }
    : argChoices
      ? { enum: argChoices }
      : text;
  const needs = tagger === undefined ? '' : `; used if the tagger ${tagger} is chosen`;
  return {
    description: `${description}${needs}`,
    ...(isList ? { anyOf: [one, { type: 'array', minItems: 1, items: one }] } : one),
  };
}

/** The settings, for people. */
export function settingsTable(): string {
  const rows = settingKinds.map(({ key, tagger, isList }) => [
    `\`${key}\``,
    `\`${variableOf(key)}\``,
    `\`--${key}\`${isList ? '; a list in the file, with commas in the variable' : ''}` +
      (tagger === undefined ? '' : `; used if the tagger \`${tagger}\` is chosen`),
  ]);
  return markdownTable([['key', 'variable', 'option'], ...rows]);
}
