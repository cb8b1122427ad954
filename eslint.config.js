import tseslint from 'typescript-eslint';
import noDroppedResult from './scripts/eslint/no-dropped-result.js';

/** Where a long function is a list of cases, and a double may be as loose as what it stands for. */
const TESTS = ['**/*.test.ts', '**/test/**/*.ts', 'packages/conformance/src/**/*.ts'];

const everywhere = {
  eqeqeq: 'error',
  'max-lines': ['error', 400],
  'max-lines-per-function': ['error', 60],
  'max-nested-callbacks': ['error', 5],
  'max-params': ['error', 4],
  'no-var': 'error',
  'prefer-const': 'error',
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/build/**', '**/coverage/**', '**/node_modules/**', '**/readme-*/**'] },
  {
    files: ['**/*.{js,mjs}'],
    rules: { ...everywhere, 'no-unused-vars': 'error' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: ['**/*.config.ts', 'vitest.*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { carrel: { rules: { 'no-dropped-result': noDroppedResult } } },
    rules: {
      ...everywhere,
      'carrel/no-dropped-result': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Flow narrows what another turn of the event loop changes: `while (!this.closed) await …; if (this.closed)`.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A port asks for a promise, also of an implementation that has it at once.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  {
    // The client of Kubernetes has its objects as classes; what is sent and read is their JSON.
    files: ['packages/adapter-k8s/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'max-nested-callbacks': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // It calls an assertion useless that gives a double its parameters' types.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
);
