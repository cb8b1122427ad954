import type { RefactoringType } from '@carrel/core/code';

const SCRIPT = [
  'rename-symbol',
  'move-file',
  'extract',
  'inline',
  'move-symbol',
  'organise-imports',
  'remove-dead-code',
  'change-signature',
  'convert',
  'action',
  'rewrite',
] as const;

/** What can be done in each language that comes with the engine, by its id. For others it is what their server offers. */
export const REFACTORINGS: Readonly<Record<string, readonly RefactoringType[]>> = {
  typescript: SCRIPT,
  javascript: SCRIPT,
  python: ['rename-symbol', 'move-file', 'extract', 'inline', 'move-symbol', 'organise-imports'],
  c: ['rename-symbol', 'action'],
  cpp: ['rename-symbol', 'extract', 'action'],
  bash: ['rename-symbol'],
  css: ['rewrite'],
  html: ['rewrite'],
  json: [],
};
