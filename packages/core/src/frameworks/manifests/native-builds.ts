import { linesOf } from './lines.js';
import type { ManifestReader } from './manifest-reader.js';

/** Whether it has programs and tests, by the commands at the start of its lines. */
export const readCMakeLists: ManifestReader = (text) => {
  const calls = new Set(linesOf(text, '#').flatMap((line) => /^(\w+)\s?\(/.exec(line)?.[1]?.toLowerCase() ?? []));
  if (calls.size === 0) return null;
  return { facts: calls.has('enable_testing') || calls.has('add_test') ? ['tests'] : [] };
};

export const readMesonBuild: ManifestReader = (text) => {
  const lines = linesOf(text, '#');
  if (!lines.some((line) => /\w\s?\(/.test(line))) return null;
  return { facts: lines.some((line) => /^test\s?\(/.test(line)) ? ['tests'] : [] };
};

/** Its targets are its scripts. What begins with a tab is for the shell. */
export const readMakefile: ManifestReader = (text) => {
  const lines = linesOf(text.replace(/^\t.*$/gm, ''), '#');
  const targets = lines.flatMap((line) => /^([A-Za-z0-9][\w.-]*)\s?:(?!=)/.exec(line)?.[1] ?? []);
  if (targets.length === 0 && !lines.some((line) => /[:=]|^include\b/.test(line))) return null;
  return { scripts: targets };
};
