import { join } from 'node:path';
import type { CodeQueryType } from '@carrel/core/code';
import { compileCommands } from './c-commands.js';
import { machineProgram, packagedProgram, packageDirectory } from './find-program.js';
import { looseProject, PROJECT_NAME } from './loose-project.js';
import type { ProgramOptions, ServerDefinition } from './server-definition.js';

const COMMON = ['hover', 'definition', 'references', 'completion', 'symbols', 'diagnostics'] as const;
const CALLS = ['callers', 'callees'] as const;

/** All that the protocol asks. */
export const EVERY_QUERY: readonly CodeQueryType[] = [
  ...COMMON,
  ...CALLS,
  'implementations',
  'signature',
  'find-symbols',
  'tokens',
  'actions',
];

const typescript: ServerDefinition = {
  id: 'typescript',
  languages: [
    {
      id: 'typescript',
      extensions: { '.ts': 'typescript', '.tsx': 'typescriptreact', '.mts': 'typescript', '.cts': 'typescript' },
    },
    {
      id: 'javascript',
      extensions: { '.js': 'javascript', '.jsx': 'javascriptreact', '.mjs': 'javascript', '.cjs': 'javascript' },
    },
  ],
  needs: /\.json$/u,
  projects: PROJECT_NAME,
  brokenAfter: /\[tsserver\] Exited/u,
  generated: looseProject,
  queries: EVERY_QUERY,
  program: (options) =>
    packagedProgram(
      { packageName: 'typescript-language-server', bin: 'typescript-language-server', args: ['--stdio'] },
      options,
    ),
  initializationOptions: ({ heapMib }: ProgramOptions) => ({
    hostInfo: 'carrel',
    disableAutomaticTypingAcquisition: true,
    maxTsServerMemory: heapMib,
    plugins: [],
    tsserver: {
      path: join(packageDirectory('typescript') ?? '', 'lib', 'tsserver.js'),
      useSyntaxServer: 'never',
      useClientFileWatcher: true,
    },
    preferences: { includePackageJsonAutoImports: 'off', allowRenameOfImportPath: true },
  }),
};

const python: ServerDefinition = {
  id: 'python',
  languages: [{ id: 'python', extensions: { '.py': 'python', '.pyi': 'python' } }],
  queries: [...COMMON, ...CALLS, 'signature', 'find-symbols'],
  // It looks for files by a clock of its own.
  learns: { created: 'by-opening', needed: 'by-restart' },
  knowsFilesBy: /^(?:Found \d+ source files?|No source files found\.?)$/u,
  needs: /^(?:pyproject\.toml|pyrightconfig\.json)$/u,
  program: (options) =>
    packagedProgram({ packageName: 'pyright', bin: 'pyright-langserver', args: ['--stdio'] }, options),
  settings: {
    python: { analysis: { autoSearchPaths: true, diagnosticMode: 'openFilesOnly', useLibraryCodeForTypes: true } },
    'python.analysis': { autoSearchPaths: true, diagnosticMode: 'openFilesOnly', useLibraryCodeForTypes: true },
  },
};

const c: ServerDefinition = {
  id: 'c',
  languages: [
    { id: 'c', extensions: { '.c': 'c', '.h': 'c' } },
    {
      id: 'cpp',
      extensions: { '.cc': 'cpp', '.cpp': 'cpp', '.cxx': 'cpp', '.hh': 'cpp', '.hpp': 'cpp', '.hxx': 'cpp' },
    },
  ],
  generated: compileCommands,
  seesOpenFilesOnly: true,
  queries: EVERY_QUERY,
  needs: /^(?:compile_flags\.txt|compile_commands\.json)$/u,
  program: (options) =>
    machineProgram(
      'clangd',
      ['--background-index=false', '--enable-config=0', '--clang-tidy=0', '--log=error', '-j=2', '--pch-storage=disk'],
      options,
    ),
};

const bash: ServerDefinition = {
  id: 'bash',
  queries: [...COMMON, 'find-symbols'],
  readsLate: true,
  // What it has seen once it never forgets.
  seesOpenFilesOnly: true,
  learns: { changed: 'by-opening', removed: 'by-restart' },
  languages: [{ id: 'bash', extensions: { '.sh': 'shellscript', '.bash': 'shellscript' } }],
  program: (options) =>
    packagedProgram({ packageName: 'bash-language-server', bin: 'bash-language-server', args: ['start'] }, options),
  settings: {
    bashIde: {
      shellcheckPath: '',
      shfmt: { path: '' },
      includeAllWorkspaceSymbols: true,
      backgroundAnalysisMaxFiles: 0,
      explainshellEndpoint: '',
    },
  },
};

const json = webServer('json', { '.json': 'json', '.jsonc': 'jsonc' }, [
  'hover',
  'completion',
  'symbols',
  'diagnostics',
]);
const css = webServer('css', { '.css': 'css', '.scss': 'scss', '.less': 'less' }, COMMON);
const html = webServer('html', { '.html': 'html', '.htm': 'html' }, [...COMMON, 'signature']);

function webServer(
  name: string,
  extensions: Readonly<Record<string, string>>,
  queries: readonly CodeQueryType[],
): ServerDefinition {
  return {
    id: name,
    languages: [{ id: name, extensions }],
    queries,
    wantsSnippets: true,
    program: (options) =>
      packagedProgram(
        { packageName: 'vscode-langservers-extracted', bin: `vscode-${name}-language-server`, args: ['--stdio'] },
        options,
      ),
    // It fetches no schema by itself: that would be a request of the network on behalf of what a file says.
    initializationOptions: () => ({ provideFormatter: false, handledSchemaProtocols: ['file'] }),
    settings: { [name]: { validate: name === 'json' ? { enable: true } : true } },
  };
}

/** The servers that come with this package; `c` needs `clangd` on the machine. */
export const BUILT_IN_SERVERS: readonly ServerDefinition[] = [typescript, python, c, bash, json, css, html];
