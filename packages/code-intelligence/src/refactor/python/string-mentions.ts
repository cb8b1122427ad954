import type { Stem } from './modules.js';
import type { PythonText } from './syntax.js';

/** Where strings of a file have the dotted name of a module, or its path, as a whole: `path:line`. */
export function mentionsOf(source: PythonText, path: string, stem: Stem): readonly string[] {
  const names = new Set([stem, stem.replace(/^src\//u, '')].filter((each) => each.includes('/')));
  const patterns = [...names].map((name) => {
    const parts = name.split('/').map((part) => part.replace(/[^\p{L}\p{N}_]/gu, '\\$&'));
    return new RegExp(`(?<![\\p{L}\\p{N}_])${parts.join('[./]')}(?![\\p{L}\\p{N}_])`, 'u');
  });
  return source
    .all('String', 'FormatString')
    .filter((node) => patterns.some((pattern) => pattern.test(source.of(node))))
    .map(({ from }) => `${path}:${String(source.lineOf(from))}`);
}
