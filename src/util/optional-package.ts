import { SpotiTagsError } from '../errors.ts';

/**
 * Imports an optional package when it is first needed, so that only its users need to install it.
 *
 * @param who - what needs the package. It begins the sentence of the error.
 * @throws SpotiTagsError `missing-package` that says what to install, or why an installed package cannot be
 * loaded.
 */
export async function importOptional<Module>(
  who: string,
  name: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw new SpotiTagsError(
      'missing-package',
      `${who} needs the optional package "${name}", ${problemOf(cause, name)}`,
      { cause },
    );
  }
}

function problemOf(cause: unknown, name: string): string {
  if (isNotInstalled(cause, name)) {
    const run = `Run: npm install ${name}`;
    // Jest's `require` does not find a package that has ES modules only, and says that it is missing.
    return isFromJest(cause)
      ? `which is not installed, or has ES modules only, which Jest does not require. ${run}. ` +
          'If it is installed, write the test as an ES module: docs/bundlers.md says how.'
      : `which is not installed. ${run}`;
  }
  const failed = `but cannot be loaded: ${firstLine(cause)}`;
  return isInBundle(cause, name)
    ? `which a bundler put into this program, ${failed} Keep ${name} external: docs/bundlers.md says how.`
    : `which is installed, ${failed} Install it again on this platform (npm install ${name}).`;
}

function isFromJest(error: unknown): boolean {
  return /Cannot find module '[^']+' from '/u.test(messageOf(error));
}

/**
 * Whether the package failed in a file that is not its own, and no other package is to blame. Bundlers write relative paths of the
 * package into the names of functions.
 */
function isInBundle(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || error.stack === undefined) return false;
  const hasFileOf = (text: string, folder: string) =>
    new RegExp(`(?:^|[\\s('"]|file://)(?:[A-Za-z]:)?/[^\\n]*/node_modules/${folder}`, 'u').test(
      text.replaceAll('\\', '/'),
    );
  return !hasFileOf(error.stack, `${name}/`) && !hasFileOf(error.message, '');
}

/**
 * An installed package may lack a file or another package. The error then names that one. A part that the package exports, such
 * as `sharp/part`, is missing only if the package is.
 */
export function isNotInstalled(error: unknown, name: string): boolean {
  // The errors of Node's `import` and `require`, and the messages of the bundlers that tests run in.
  const said = /(?:Cannot find (?:package|module)|Could not resolve) ['"]([^'"]+)['"]/u.exec(String(error));
  if (said?.[1] !== undefined) return said[1] === name || said[1].startsWith(`${name}/`);
  return error instanceof Error && error.cause !== undefined && isNotInstalled(error.cause, name);
}

/** The first line of an error's message, as a sentence. */
export function firstLine(error: unknown): string {
  const [line = ''] = messageOf(error)
    .split('\n')
    .map((text) => text.trim())
    .filter(Boolean);
  return /[.!?]$/u.test(line) ? line : `${line}.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
