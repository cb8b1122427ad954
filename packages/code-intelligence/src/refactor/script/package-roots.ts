import { posix } from 'node:path';
import { entriesIn } from '../package-entries.js';
import { isOwnScript } from './script-file.js';
import type { Work } from '../work.js';

/** What is used from outside of the session. */
export interface PackageRoots {
  readonly files: ReadonlySet<string>;
  /** Entries that are no scripts of the session, such as what is built; each as `package.json: "./dist/main.js"`. */
  readonly missing: readonly string[];
}

const ENTRIES = ['main', 'module', 'types', 'typings', 'browser', 'bin', 'exports', 'imports'];
/** What tools load by its name. */
const CONFIGURATION = /(?:\.(?:config|stories|setup)|(?:^|\/)\.[\w.-]+)\.[cm]?[jt]sx?$/u;
const ENDINGS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '/index.ts', '/index.js'];

/** The scripts that the entries of each `package.json` reach, and those that tools load by their names. */
export async function packageRoots({ draft, files }: Work): Promise<PackageRoots> {
  const scripts = files.paths.filter(isOwnScript);
  const found = new Set(scripts.filter((path) => CONFIGURATION.test(path)));
  const missing: string[] = [];
  const manifests = files.paths.filter(
    (path) => /(?:^|\/)package\.json$/u.test(path) && !path.includes('node_modules/'),
  );
  for (const path of manifests) {
    const text = await draft.textOf(path);
    for (const value of new Set(text.isErr() ? [] : entriesIn(text.value, ENTRIES))) {
      const reached = scriptsOf(scripts, posix.join(posix.dirname(path), value));
      for (const each of reached) found.add(each);
      if (reached.length === 0 && isScriptEntry(value)) missing.push(`${path}: ${JSON.stringify(value)}`);
    }
  }
  return { files: found, missing };
}

/** Rather than a style sheet, or a package. */
function isScriptEntry(value: string): boolean {
  return /^\.{1,2}\/|\.[cm]?[jt]sx?$/u.test(value) && !/\.(?:json|css|node|wasm)$/u.test(value);
}

function scriptsOf(scripts: readonly string[], entry: string): string[] {
  if (entry.includes('*')) {
    const [before = '', after = ''] = entry.split('*');
    return scripts.filter((path) => path.startsWith(before) && path.endsWith(after));
  }
  return scripts.filter((path) => ENDINGS.some((ending) => path === entry.replace(/\/$/u, '') + ending));
}
