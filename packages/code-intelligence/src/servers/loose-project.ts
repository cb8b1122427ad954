import type { GeneratedFile } from './server-definition.js';

/** What the configurations of TypeScript's projects are called. */
export const PROJECT_NAME = /(?:^|\/)[tj]sconfig\.json$/u;

const OPTIONS = {
  allowJs: true,
  allowImportingTsExtensions: true,
  jsx: 'preserve',
  module: 'esnext',
  moduleResolution: 'bundler',
  noEmit: true,
  resolveJsonModule: true,
  target: 'esnext',
};

/** The project of a session that configures none: without it, each open file is one of its own that knows of no other. */
export function looseProject(_root: string, paths: Iterable<string>): GeneratedFile | null {
  let hasCode = false;
  for (const path of paths) {
    if (path.includes('node_modules/')) continue;
    if (PROJECT_NAME.test(path)) return null;
    hasCode ||= /\.[cm]?[jt]sx?$/u.test(path);
  }
  return hasCode ? { path: 'tsconfig.json', text: JSON.stringify({ compilerOptions: OPTIONS }) } : null;
}
