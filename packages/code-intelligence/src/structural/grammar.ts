import { posix } from 'node:path';
import { Lang } from '@ast-grep/napi';

/** The grammars of ast-grep by what the names of files end in, for each language of the catalogue that it reads. */
const GRAMMARS: Readonly<Record<string, Readonly<Record<string, Lang>>>> = {
  typescript: { '.ts': Lang.TypeScript, '.mts': Lang.TypeScript, '.cts': Lang.TypeScript, '.tsx': Lang.Tsx },
  javascript: {
    '.js': Lang.JavaScript,
    '.mjs': Lang.JavaScript,
    '.cjs': Lang.JavaScript,
    '.jsx': Lang.JavaScript,
  },
  html: { '.html': Lang.Html, '.htm': Lang.Html },
  css: { '.css': Lang.Css },
};

export function isStructural(language: string): boolean {
  return language in GRAMMARS;
}

/** `undefined` where the file is none of that language. */
export function grammarOf(language: string, path: string): Lang | undefined {
  return GRAMMARS[language]?.[posix.extname(path)];
}

export function anyGrammarOf(path: string): Lang | undefined {
  return Object.keys(GRAMMARS)
    .map((language) => grammarOf(language, path))
    .find((grammar) => grammar !== undefined);
}
