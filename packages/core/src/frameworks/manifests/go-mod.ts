import { linesOf } from './lines.js';
import type { ManifestReader } from './manifest-reader.js';

/** Modules that are required directly, without the version at the end of their path. */
export const readGoMod: ManifestReader = (text) => {
  const lines = linesOf(text, '//');
  if (!lines.some((line) => /^module\s/.test(line))) return null;
  let block = '';
  const dependencies: string[] = [];
  for (const line of lines) {
    const opening = /^(\w+)\s*\($/.exec(line);
    if (opening !== null) block = opening[1] ?? '';
    else if (line === ')') block = '';
    else if (!line.endsWith('// indirect')) {
      const words = line.split(/\s+/);
      const path = block === 'require' ? words[0] : words[0] === 'require' ? words[1] : undefined;
      if (path !== undefined) dependencies.push(path.replace(/\/v\d+$/, ''));
    }
  }
  return { dependencies };
};
