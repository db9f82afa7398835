import { SpotiTagsError } from '../errors.ts';

/**
 * Imports an optional package when it is first needed, so that only its users need to install it.
 *
 * @param who - what needs the package. It begins the sentence of the error.
 * @throws SpotiTagsError `missing-package` that says what to install.
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
      `${who} needs the optional package "${name}", which cannot be loaded. Run: npm install ${name}`,
      { cause },
    );
  }
}
