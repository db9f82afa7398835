/** Runs a step of a script, and prints what it says and how long it took, or why it failed. @returns whether it passed. */
export async function reportStep(name: string, step: () => string | Promise<string>): Promise<boolean> {
  const began = performance.now();
  try {
    const said = await step();
    console.log(`✓ ${name}: ${said} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    // Of a program that was run.
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    console.error(`✗ ${name}: ${String(error).split('\n')[0] ?? ''}\n${stdout ?? ''}${stderr ?? ''}`);
    return false;
  }
}
