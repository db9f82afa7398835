import tseslint from 'typescript-eslint';

export default tseslint.config(
  // AssemblyScript is not TypeScript: its compiler checks it.
  // Nor is what Node reads as it is.
  {
    ignores: [
      'assembly/',
      'scripts/source-worker.mjs',
      'test/runtimes/',
      'test/bundlers/',
      '**/dist/',
      // What the site is built from.
      'site/.pages/',
      'site/.vitepress/.temp/',
      'coverage/',
      'node_modules/',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
