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
    const problem = isNotInstalled(cause, name)
      ? `which is not installed. Run: npm install ${name}`
      : `which is installed, but cannot be loaded: ${firstLine(cause)} Install it again on this platform ` +
        `(npm install ${name}), and exclude it from bundling.`;
    throw new SpotiTagsError('missing-package', `${who} needs the optional package "${name}", ${problem}`, {
      cause,
    });
  }
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
  const message = error instanceof Error ? error.message : String(error);
  const [line = ''] = message
    .split('\n')
    .map((text) => text.trim())
    .filter(Boolean);
  return /[.!?]$/u.test(line) ? line : `${line}.`;
}
