// Compiles the blocks of TypeScript and JavaScript in the documentation, as modules that see what a file of givens declares.
import { join } from 'node:path';
import ts from 'typescript';

/** Where a session or a workspace is that of the client. */
const CLIENT_PAGES = ['packages/client/README.md', 'examples/theia-filesystem/README.md'];

/**
 * What the compiler says of blocks: `FILE:LINE: what`, empty where all is well.
 *
 * @param {string} root of the repository
 * @param {readonly import('./blocks.mjs').Block[]} blocks
 * @returns {string[]}
 */
export function problemsOfBlocks(root, blocks) {
  const ofClient = ({ file }) => CLIENT_PAGES.includes(file);
  return [
    ...problemsWith(
      root,
      'givens.d.ts',
      blocks.filter((block) => !ofClient(block)),
    ),
    ...problemsWith(root, 'client-givens.d.ts', blocks.filter(ofClient)),
  ];
}

function problemsWith(root, givens, blocks) {
  const directory = join(root, 'scripts/docs');
  // Beside the sources of an example, which are imported as they are there.
  const folderOf = ({ file }) => (file.startsWith('examples/') ? join(root, file, '../src') : directory);
  const modules = new Map(blocks.map((block, index) => [join(folderOf(block), `block-${index}.ts`), block]));
  const { options } = ts.getParsedCommandLineOfConfigFile(
    join(directory, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, ' '));
      },
    },
  );
  const files = ts.createCompilerHost(options);
  const textOf = (path) => (modules.has(path) ? `export {};${modules.get(path).text}` : undefined);
  const program = ts.createProgram(
    [...modules.keys(), join(directory, givens), join(directory, 'my-store.d.ts')],
    options,
    {
      ...files,
      fileExists: (path) => modules.has(path) || files.fileExists(path),
      readFile: (path) => textOf(path) ?? files.readFile(path),
      getSourceFile: (path, version, ...rest) => {
        const text = textOf(path);
        if (text === undefined) return files.getSourceFile(path, version, ...rest);
        return ts.createSourceFile(path, text, version);
      },
    },
  );
  // Not what they import: the build looks at that.
  const looked = [...modules.keys(), join(directory, givens)].map((path) => program.getSourceFile(path));
  return looked
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map((problem) => told(root, problem, modules));
}

function told(root, { file, start = 0, messageText }, modules) {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (file === undefined) return text;
  const { line } = file.getLineAndCharacterOfPosition(start);
  const block = modules.get(file.fileName);
  if (block === undefined) return `${file.fileName.slice(root.length)}:${line + 1}: ${text}`;
  return `${block.file}:${block.line + line}: ${text}`;
}
