import ts from 'typescript';
import { projectFile, publicEntries } from '../subpaths.ts';

/** What the types say about an option. */
export interface OptionComment {
  readonly text: string;
  /** The text of `@default`. */
  readonly default?: string;
}

/** Whether programs import a class or a function, and the doc comments of its options by their names. */
export interface ExportComments {
  readonly isClass: boolean;
  readonly options: ReadonlyMap<string, OptionComment>;
}

/** Reads doc comments of options from the types of public entries. */
export function commentReader(): (subpath: string, exportName: string) => ExportComments {
  const entries = publicEntries();
  const config = ts.readConfigFile(projectFile('tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectFile(''));
  const program = ts.createProgram(Array.from(entries.values(), projectFile), options);
  const checker = program.getTypeChecker();

  return (subpath, exportName) => {
    const source = program.getSourceFile(projectFile(entries.get(subpath) ?? ''));
    const module = source && checker.getSymbolAtLocation(source);
    const found = module && checker.getExportsOfModule(module).find(({ name }) => name === exportName);
    if (!found)
      throw new Error(`spotitags/${subpath} does not export ${exportName}. Correct its descriptor.`);
    const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    const declaration = symbol.valueDeclaration;
    const parameter = declaration && optionsOf(declaration);
    return {
      isClass: declaration !== undefined && ts.isClassDeclaration(declaration),
      options: new Map(parameter && comments(checker.getTypeAtLocation(parameter))),
    };
  };

  function comments(type: ts.Type): [string, OptionComment][] {
    const members = type.isUnion() ? type.types : [type];
    const all = members.flatMap((member) =>
      checker.getPropertiesOfType(member).map((property): [string, OptionComment] => {
        const tags = property.getJsDocTags(checker);
        const byDefault = tags.find(({ name }) => name === 'default')?.text;
        return [
          property.name,
          {
            text: plain(property.getDocumentationComment(checker)),
            ...(byDefault && { default: plain(byDefault) }),
          },
        ];
      }),
    );
    // The members of a union that must not be there have no text.
    return all.sort(([, a], [, b]) => a.text.length - b.text.length);
  }
}

/** The parameter of the constructor, of `load`, or of the function that takes options. */
function optionsOf(declaration: ts.Declaration): ts.ParameterDeclaration | undefined {
  const callables = ts.isClassDeclaration(declaration)
    ? declaration.members.filter(
        (member) =>
          (ts.isConstructorDeclaration(member) || (ts.isMethodDeclaration(member) && isLoad(member))) &&
          !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private),
      )
    : [declaration];
  return callables
    .flatMap((callable) => (ts.isFunctionLike(callable) ? [...callable.parameters] : []))
    .find(({ name }) => ts.isIdentifier(name) && name.text === 'options');
}

function isLoad({ name }: ts.MethodDeclaration): boolean {
  return ts.isIdentifier(name) && name.text === 'load';
}

function plain(parts: readonly ts.SymbolDisplayPart[]): string {
  return ts.displayPartsToString([...parts]).replace(/\{@link (\w+)\s*\}/gu, '`$1`');
}
