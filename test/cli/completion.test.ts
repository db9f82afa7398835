import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFile } from 'node:fs/promises';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

/** What the shell offers for a line that is typed up to its end. */
async function offered(shell: 'bash' | 'fish', words: readonly string[]): Promise<string[]> {
  const cwd = await folderOf({ 'dataset.jsonl': '', 'Music/a.png': '' });
  const script = join(cwd, '.completion');
  await writeFile(script, (await spotitags(['completion', shell])).stdout);
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const program = {
    bash: `source ${script}; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _spotitags 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`,
    fish: `source ${script}; complete -C "${words.join(' ')}"`,
  }[shell];
  const { stdout, stderr } = spawnSync(shell, ['-c', program], { cwd, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '')
    .filter(Boolean);
}

for (const shell of ['bash', 'fish'] as const) {
  describe.skipIf(!has(shell))(`completion ${shell}`, () => {
    it.each([
      [
        ['spotitags', 'cl'],
        ['classify', 'clusters'],
      ],
      [['spotitags', 'store', 'pr'], ['prune']],
      [['spotitags', '--quiet', 'doc'], ['doctor']],
      [
        ['spotitags', 'tag', 'Sleep', '--tagger', 'clar'],
        ['clarifai', 'clarifai-sdk'],
      ],
      [['spotitags', 'tag', '--cat'], ['--catalog']],
      [['spotitags', 'store', 'prune', '--da'], ['--days']],
      [['spotitags', 'completion', 'po'], ['powershell']],
      [['spotitags', 'tag', '--verb'], ['--verbose']],
    ])('completes %j', async (words, expected) => {
      expect((await offered(shell, words)).sort()).toEqual(expected);
    });
  });
}

it.skipIf(!has('fish'))(
  'completes files where a file is expected, and folders where a folder is',
  async () => {
    expect(await offered('fish', ['spotitags', 'compare', 'd'])).toEqual(['dataset.jsonl']);
    expect(await offered('fish', ['spotitags', 'tag', '--root', ''])).toEqual(['Music/']);
  },
);

it.skipIf(!has('zsh'))('prints a script that zsh can read', async () => {
  const { stdout } = await spotitags(['completion', 'zsh']);
  expect(spawnSync('zsh', ['-n'], { input: stdout, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

it('prints a script for PowerShell, and refuses other shells', async () => {
  const { stdout } = await spotitags(['completion', 'powershell']);
  expect(stdout).toContain("'store prune --days' = @()");
  expect(stdout).toMatch(/'tag --tagger' = @\(,@\('palette', 'palette'\) \+ /u);
  expect((await spotitags(['completion', 'tcsh'])).code).toBe(2);
});
