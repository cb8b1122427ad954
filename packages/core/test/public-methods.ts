import { readFileSync } from 'node:fs';

/** The methods that the class in a file of `src` has for others; at run time those that only the types hide are there as well. */
export function publicMethods(file: string): readonly string[] {
  const text = readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8');
  const methods = text.matchAll(/^ {2}(?!private |protected |constructor\b)(?:async )?\*?([a-zA-Z]+)(?:<[^(]*>)?\(/gm);
  return [...methods].map(([, name = '']) => name);
}
