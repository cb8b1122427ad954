import type { RefactoringType } from '@carrel/core/code';

/** A refactoring of one of the projects. */
export interface MatrixRow {
  readonly type: RefactoringType;
  /** All but its type. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** What the title of an `action` matches. */
  readonly title?: RegExp;
  /** What its diff has. */
  readonly shows: readonly string[];
}

export interface MatrixProject {
  readonly files: Readonly<Record<string, string>>;
  /** A file of the language, to ask about what is not offered. */
  readonly path: string;
  readonly rows: readonly MatrixRow[];
}

const at = (line: number, column: number) => ({ line, column });
const between = (line: number, from: number, to: number) => ({ start: at(line, from), end: at(line, to) });

const CONFIGURATION = JSON.stringify({
  compilerOptions: {
    ...{ strict: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler', noEmit: true, types: [] },
    allowJs: true,
  },
  include: ['src'],
});

/** The same project in TypeScript and in JavaScript. */
function scripts(extension: 'ts' | 'js'): MatrixProject {
  const number = extension === 'ts' ? ': number' : '';
  const [lib, main] = [`src/lib.${extension}`, `src/main.${extension}`];
  return {
    files: {
      [extension === 'ts' ? 'tsconfig.json' : 'jsconfig.json']: CONFIGURATION,
      [lib]: `export const base = 1;\n\nexport function add(a${number}, b${number}) {\n  return a + b + base;\n}\n`,
      [main]: `import { base, add } from './lib';\n\nconst sum = add(1, 2);\nexport const twice = sum * 2 + base;\nexport const area = (3 + 4) * 5;\n`,
    },
    path: main,
    rows: [
      {
        type: 'rename-symbol',
        asked: { path: lib, position: at(3, 17), newName: 'plus' },
        shows: ["+import { base, plus } from './lib';", '+const sum = plus(1, 2);'],
      },
      {
        type: 'move-file',
        asked: { path: lib, to: `src/deep/lib.${extension}` },
        shows: [`rename to src/deep/lib.${extension}`, "+import { base, add } from './deep/lib';"],
      },
      {
        type: 'extract',
        asked: { path: main, range: between(5, 22, 27), what: 'variable', name: 'seven' },
        shows: ['seven = 3 + 4', 'area = (seven) * 5'],
      },
      { type: 'inline', asked: { path: main, position: at(3, 7) }, shows: ['twice = add(1, 2) * 2 + base'] },
      {
        type: 'move-symbol',
        asked: { path: lib, position: at(1, 14), to: `src/base.${extension}` },
        shows: [`+++ b/src/base.${extension}`, '+export const base = 1;'],
      },
      { type: 'organise-imports', asked: { path: main }, shows: ["+import { add, base } from './lib';"] },
      {
        type: 'remove-dead-code',
        asked: { language: extension === 'ts' ? 'typescript' : 'javascript' },
        shows: ['-export const twice = sum * 2 + base;', "+import { add } from './lib';", '+const base = 1;'],
      },
      {
        type: 'change-signature',
        asked: { path: lib, position: at(3, 17), parameters: ['b', 'a'] },
        shows: [`+export function add(b${number}, a${number}) {`, '+const sum = add(2, 1);'],
      },
      {
        type: 'convert',
        asked: { path: main, position: at(1, 8), to: 'to-namespace-import' },
        shows: ['+import * as'],
      },
      { type: 'action', asked: { path: main, range: between(1, 8, 8) }, title: /namespace/u, shows: ['+import * as'] },
      {
        type: 'rewrite',
        asked: {
          language: extension === 'ts' ? 'typescript' : 'javascript',
          ...{ pattern: 'add($A, $B)', replacement: 'add($B, $A)' },
        },
        shows: ['+const sum = add(2, 1);'],
      },
    ],
  };
}

const TYPO = 'int value;\nint typo(void) { return valu; }\n';

/** What is refactored, by the language. */
export const MATRIX: Readonly<Record<string, MatrixProject>> = {
  typescript: scripts('ts'),
  javascript: scripts('js'),
  python: {
    files: {
      'sums.py': 'def add(a, b):\n    return a + b\n\ndef less(a):\n    both = a\n    return -both\n',
      'main.py': 'import sys\nimport os\nfrom sums import add\n\nprint(add(1, 2), sys.argv[1:], os.sep)\n',
    },
    path: 'main.py',
    rows: [
      {
        type: 'rename-symbol',
        asked: { path: 'sums.py', position: at(1, 5), newName: 'plus' },
        shows: ['+from sums import plus', '+print(plus(1, 2)'],
      },
      {
        type: 'move-file',
        asked: { path: 'sums.py', to: 'lib/adding.py' },
        shows: ['rename to lib/adding.py', '+from lib.adding import add'],
      },
      {
        type: 'extract',
        asked: { path: 'main.py', range: between(5, 7, 16), what: 'variable', name: 'total' },
        shows: ['+total = add(1, 2)\n+print(total, sys.argv[1:], os.sep)'],
      },
      {
        type: 'inline',
        asked: { path: 'sums.py', position: at(5, 5) },
        shows: ['-    both = a\n-    return -both\n+    return -a'],
      },
      {
        type: 'move-symbol',
        asked: { path: 'sums.py', position: at(1, 5), to: 'adding.py' },
        shows: ['+++ b/adding.py', '+from adding import add'],
      },
      { type: 'organise-imports', asked: { path: 'main.py' }, shows: ['-import sys\n import os\n+import sys\n'] },
    ],
  },
  c: {
    files: {
      'sum.h': 'int sum(int a, int b);\n',
      'sum.c': '#include "sum.h"\nint sum(int a, int b) { return a + b; }\n',
      'main.c': '#include "sum.h"\nint main(void) { return sum(1, 2); }\n',
      'typo.c': TYPO,
    },
    path: 'main.c',
    rows: [
      {
        type: 'action',
        asked: { path: 'typo.c', range: between(2, 25, 29) },
        title: /^change/u,
        shows: ['+int typo(void) { return value; }'],
      },
      {
        type: 'rename-symbol',
        asked: { path: 'sum.h', position: at(1, 5), newName: 'plus' },
        shows: ['+int plus(int a, int b);', '+int main(void) { return plus(1, 2); }'],
      },
    ],
  },
  cpp: {
    files: {
      'twice.cpp': 'int twice(int a) { return (a + 1) * 2; }\nint use() { return twice(1); }\n',
      'typo.cpp': TYPO,
    },
    path: 'twice.cpp',
    rows: [
      {
        type: 'action',
        asked: { path: 'typo.cpp', range: between(2, 25, 29) },
        title: /^change/u,
        shows: ['+int typo(void) { return value; }'],
      },
      {
        type: 'rename-symbol',
        asked: { path: 'twice.cpp', position: at(1, 5), newName: 'two' },
        shows: ['+int two(int a)', '+int use() { return two(1); }'],
      },
      {
        type: 'extract',
        asked: { path: 'twice.cpp', range: between(1, 27, 34), what: 'variable', name: 'next' },
        shows: ['next = (a + 1);', 'return next * 2;'],
      },
    ],
  },
  bash: {
    files: { 'main.sh': '#!/bin/bash\ngreet() {\n  echo hello\n}\ngreet\n' },
    path: 'main.sh',
    rows: [
      {
        type: 'rename-symbol',
        asked: { path: 'main.sh', position: at(5, 1), newName: 'welcome' },
        shows: ['+welcome() {', '+welcome\n'],
      },
    ],
  },
  css: {
    files: { 'style.css': '.a { color: red; }\n.b { color: red; }\n' },
    path: 'style.css',
    rows: [
      {
        type: 'rewrite',
        asked: { language: 'css', pattern: 'color: red;', replacement: 'color: blue;' },
        shows: ['+.a { color: blue; }', '+.b { color: blue; }'],
      },
    ],
  },
  html: {
    files: { 'page.html': '<div><b>one</b></div>\n' },
    path: 'page.html',
    rows: [
      {
        type: 'rewrite',
        asked: { language: 'html', pattern: '<b>$A</b>', replacement: '<strong>$A</strong>' },
        shows: ['+<div><strong>one</strong></div>'],
      },
    ],
  },
  json: { files: { 'data.json': '{ "a": 1 }\n' }, path: 'data.json', rows: [] },
};

/** Something that could be asked for by each type, of a file. */
export const ANY_REFACTORING: Readonly<
  Record<RefactoringType, (path: string, language: string) => Readonly<Record<string, unknown>>>
> = {
  'rename-symbol': (path) => ({ path, position: at(1, 1), newName: 'other' }),
  'move-file': (path) => ({ path, to: `moved/${path}` }),
  extract: (path) => ({ path, range: between(1, 1, 2), what: 'variable' }),
  inline: (path) => ({ path, position: at(1, 1) }),
  'move-symbol': (path) => ({ path, position: at(1, 1), to: `moved/${path}` }),
  'organise-imports': (path) => ({ path }),
  'remove-dead-code': (_path, language) => ({ language }),
  'change-signature': (path) => ({ path, position: at(1, 1), parameters: [] }),
  convert: (path) => ({ path, position: at(1, 1), to: 'to-arrow-function' }),
  action: (path) => ({ path, range: between(1, 1, 1), actionId: 'any' }),
  rewrite: (_path, language) => ({ language, pattern: 'a', replacement: 'b' }),
};
