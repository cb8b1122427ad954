import type { RefactoringType } from '@carrel/core/code';

const SCRIPT = [
  'rename-symbol',
  'move-file',
  'extract',
  'inline',
  'move-symbol',
  'organise-imports',
  'convert',
  'action',
  'rewrite',
] as const;

/** What can be done in each language that comes with the engine, by its id. */
export const REFACTORINGS: Readonly<Record<string, readonly RefactoringType[]>> = {
  typescript: SCRIPT,
  javascript: SCRIPT,
  python: ['rename-symbol', 'organise-imports', 'action'],
  c: ['rename-symbol', 'extract', 'action'],
  cpp: ['rename-symbol', 'extract', 'action'],
  go: ['rename-symbol', 'action'],
  rust: ['rename-symbol', 'action'],
  html: ['rewrite'],
  css: ['rename-symbol', 'action', 'rewrite'],
};
