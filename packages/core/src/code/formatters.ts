import { posix } from 'node:path';

/** A formatter that projects are set up for: it reads a file from its standard input, and writes it formatted. */
export interface Formatter {
  readonly name: string;
  /** Of the names of files that it formats. */
  readonly extensions: ReadonlySet<string>;
  /** Whether a file of this name says by being there that the project has it. */
  readonly isSetting: (name: string) => boolean;
  /** A file that says so where it has this in it. */
  readonly mention: { readonly name: string; readonly pattern: RegExp } | null;
  /** Where projects keep it, from the directory of the project or one above; without one it is looked for in `PATH`. */
  readonly local: string | null;
  readonly program: string;
  /** What it is called with, for a file of this path from where it runs. */
  readonly args: (path: string) => readonly string[];
}

const PRETTIER = 'js jsx mjs cjs ts tsx mts cts json json5 css scss less html vue md mdx yaml yml graphql';
const BIOME = 'js jsx mjs cjs ts tsx mts cts json jsonc css graphql';

/** As the projects of these formatters document them: configuration files, and how standard input is formatted. */
export const FORMATTERS: readonly Formatter[] = [
  {
    ...{ name: 'Biome', extensions: extensionsOf(BIOME), mention: null },
    isSetting: (name) => name === 'biome.json' || name === 'biome.jsonc',
    ...{ local: 'node_modules/.bin', program: 'biome' },
    args: (path) => ['format', `--stdin-file-path=${path}`],
  },
  {
    ...{ name: 'Prettier', extensions: extensionsOf(PRETTIER) },
    isSetting: (name) => /^(?:\.prettierrc(?:\.[a-z0-9]+)?|prettier\.config\.[cm]?[jt]s)$/u.test(name),
    mention: { name: 'package.json', pattern: /"prettier"\s*:/u },
    ...{ local: 'node_modules/.bin', program: 'prettier' },
    args: (path) => [`--stdin-filepath=${path}`],
  },
  {
    ...{ name: 'Ruff', extensions: extensionsOf('py pyi') },
    isSetting: (name) => name === 'ruff.toml' || name === '.ruff.toml',
    mention: { name: 'pyproject.toml', pattern: /^\s*\[tool\.ruff\b/mu },
    ...{ local: '.venv/bin', program: 'ruff' },
    args: (path) => ['format', `--stdin-filename=${path}`, '-'],
  },
  {
    ...{ name: 'Black', extensions: extensionsOf('py pyi'), isSetting: () => false },
    mention: { name: 'pyproject.toml', pattern: /^\s*\[tool\.black\]/mu },
    ...{ local: '.venv/bin', program: 'black' },
    args: (path) => ['--quiet', `--stdin-filename=${path}`, '-'],
  },
  {
    ...{ name: 'clang-format', extensions: extensionsOf('c cc cpp cxx h hh hpp hxx'), mention: null },
    isSetting: (name) => name === '.clang-format' || name === '_clang-format',
    ...{ local: null, program: 'clang-format' },
    args: (path) => [`--assume-filename=${path}`],
  },
];

/** Those that format files of this name. */
export function formattersOf(path: string): readonly Formatter[] {
  const extension = posix.extname(path).slice(1).toLowerCase();
  return FORMATTERS.filter(({ extensions }) => extensions.has(extension));
}

function extensionsOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
