import type { StandardSchema } from './standard-schema.ts';

/** What a provider gives: artists and covers, tags of covers, tags of sound, genres, or a place where answers are kept. */
export type ProviderKind = 'catalog' | 'tagger' | 'sound' | 'classifier' | 'store';

/**
 * Describes a provider: what it is called, what it needs, which options it takes, and how to open it. The command line,
 * `spotitags doctor` and the tables of the documentation are made from descriptors.
 *
 * The module of a descriptor must be cheap to import. Import the implementation and large packages in `open`.
 */
export interface Provider<Kind extends ProviderKind, Instance, Options, Context> {
  readonly kind: Kind;
  /** What the command line calls it, unique among its kind: small letters, digits and `-`. */
  readonly name: string;
  /** The class or function that programs import: `SpotifyCatalog`. */
  readonly exportName: string;
  /** Where programs import it from: `onnx` for `spotitags/onnx`. @default the package itself */
  readonly subpath?: string;
  /** What it is, in one line without a period. */
  readonly summary: string;
  /** What it needs, in one phrase: "nothing", "the package `sharp`". */
  readonly needs: string;
  /** The packages that are imported when they are first used. @default none */
  readonly packages?: readonly ProviderPackage[];
  /**
   * Variables of the environment that options come from, in sets: the first set of which all are there counts.
   * @default none
   */
  readonly environment?: readonly (readonly EnvironmentVariable[])[];
  /** What to do if no set of variables is complete, as full sentences. Leave it out if it works without them. */
  readonly missing?: string;
  /** Flags of the command line that options come from. @default none */
  readonly flags?: readonly ProviderFlag[];
  /** The flag `--<name> <file>`: a JSON file that options come from. @default there is no such flag */
  readonly optionsFile?: OptionsFile;
  /**
   * Types, defaults and checks of its options: a schema of Valibot, Zod or any other that has Standard Schema. A message
   * is a sentence, or what follows the option's name: "must be above 0, got -1".
   */
  readonly options: StandardSchema<Options>;
  /** @param options - checked by the schema, with defaults. */
  open(options: Options, context: Context): Promise<Instance> | Instance;
  /**
   * Asks the service whether it can be used. It must not cost anything.
   * @returns what the service takes, as a short phrase: "answers".
   * @throws SpotiTagsError that says what to do.
   */
  probe?(options: Options, context: ProbeContext): Promise<string>;
}

/** A package that a provider imports when it is first used. */
export interface ProviderPackage {
  /** As it is imported and installed. */
  readonly name: string;
  /** Imports it: `() => import('sharp')`. */
  readonly load: () => Promise<unknown>;
}

/** A variable of the environment that an option comes from. */
export interface EnvironmentVariable {
  readonly name: string;
  /** The option that it sets. */
  readonly option: string;
  /** Makes the option of the variable's text. @default the text itself */
  readonly read?: (text: string) => unknown;
}

/** A flag of the command line that an option comes from. */
export interface ProviderFlag {
  /** As `--help` shows it: `--root <folder>`. Providers of one kind may share a flag. */
  readonly flag: string;
  /** The option that it sets. */
  readonly option: string;
  readonly help: string;
  /** The values that it takes. @default any text */
  readonly choices?: readonly string[];
  /** Whether it takes several values, separated by commas. @default false */
  readonly isList?: boolean;
  /** What to type if it is missing, as full sentences. Leave it out if the provider works without it. */
  readonly missing?: string;
}

/** A JSON file that options of a provider come from. */
export interface OptionsFile {
  readonly help: string;
  /** Options that are paths. They are relative to the file's folder. */
  readonly paths: readonly string[];
  /** What to type if the file is missing, as full sentences. Leave it out if the provider works without it. */
  readonly missing?: string;
}

/** What a provider gets when it is asked whether it can be used. */
export interface ProbeContext {
  readonly signal: AbortSignal;
}
