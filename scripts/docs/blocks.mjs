// The blocks of code in the documentation.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FENCE = /^( *)```(\w*)[^\n]*\n([\s\S]*?)^ *```$/gm;

/** Every page that is for readers, from the root of the repository. */
export function pages(root) {
  const inFolder = (folder) =>
    readdirSync(join(root, folder)).flatMap((name) => {
      const found = readdirSync(join(root, folder, name)).filter((file) => file === 'README.md');
      return found.map((file) => `${folder}/${name}/${file}`);
    });
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...docs.map((name) => `docs/${name}`), ...inFolder('packages'), ...inFolder('examples')];
}

/**
 * Every block, with where its first line is.
 *
 * @typedef {{ file: string, line: number, language: string, text: string }} Block
 * @returns {Block[]}
 */
export function blocksIn(root) {
  return pages(root).flatMap((file) => {
    const page = readFileSync(join(root, file), 'utf8');
    return [...page.matchAll(FENCE)].map(({ index, 1: indent, 2: language, 3: indented }) => {
      const text = indented.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
      return { file, line: page.slice(0, index).split('\n').length + 1, language, text };
    });
  });
}
