import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createCodeEngine } from '@carrel/code-intelligence';
import { createCarrel } from '@carrel/core';
import { unwrap } from '@carrel/core/kernel';
import { memoryRuntime, memoryStore } from '@carrel/core/memory';
import { createMessageConnection } from 'vscode-jsonrpc/node';

const require = createRequire(import.meta.url);
/** A function of RxJS that most operators use. */
const SYMBOL = { path: 'src/internal/util/lift.ts', name: 'operate', newName: 'makeOperator' };
const OPTIONS = {
  ...{ target: 'es2019', lib: ['es2019', 'dom'], module: 'esnext', moduleResolution: 'node', noEmit: true },
  ...{ strict: true, types: [], skipLibCheck: true },
};

/** The sources of RxJS in a directory of their own. */
export async function makeProject() {
  const root = await mkdtemp(join(tmpdir(), 'carrel-code-'));
  await cp(join(require.resolve('rxjs/package.json'), '../src'), join(root, 'src'), { recursive: true });
  await rm(join(root, 'src/tsconfig.base.json'));
  await writeFile(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, include: ['src'] }));
  const lines = (await readFile(join(root, SYMBOL.path), 'utf8')).split('\n');
  const line = lines.findIndex((each) => each.startsWith(`export function ${SYMBOL.name}`));
  const entries = await readdir(join(root, 'src'), { recursive: true });
  const scripts = entries.filter((each) => each.endsWith('.ts')).map((each) => join('src', each));
  const texts = await Promise.all(scripts.map((path) => readFile(join(root, path), 'utf8')));
  return {
    ...{ root, path: SYMBOL.path, line, character: 'export function '.length },
    files: texts.filter((text) => new RegExp(`\\b${SYMBOL.name}\\b`, 'u').test(text)).length,
    all: [...scripts, 'tsconfig.json'],
    remove: () => rm(root, { recursive: true }),
  };
}

/** A session whose files are those of the project, and an engine. */
export async function carrelKind({ root, path, line, character, all }) {
  const engine = createCodeEngine({ requestMs: 120_000 });
  const carrel = await createCarrel({
    ...{ store: memoryStore(), runtime: memoryRuntime(), code: { engine, maxPlansPerSession: 1_000 } },
    passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
  });
  const request = { requestId: 'req_bench' };
  const person = { email: 'ada@example.com', password: 'correct horse' };
  const { tokens } = await unwrap(carrel.identity.register(person, request));
  const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, request.requestId));
  const { id: sessionId } = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['javascript'] }));
  await unwrap(carrel.workspaces.start(caller, sessionId));
  for (const each of all) {
    await unwrap(carrel.files.write(caller, { sessionId, path: each, data: await readFile(join(root, each)) }));
  }
  const place = { path, position: { line: line + 1, column: character + 1 } };
  return {
    references: async () => {
      const answer = await unwrap(carrel.code.query(caller, { sessionId, type: 'references', ...place }));
      return answer.locations.length;
    },
    rename: async () => {
      const refactoring = { type: 'rename-symbol', newName: SYMBOL.newName, ...place };
      const plan = await unwrap(carrel.code.plans.create(caller, { sessionId, refactoring }));
      return plan.files.length;
    },
    end: () => carrel.dispose(),
  };
}

/** The same language server, spoken to as its protocol says. */
export async function handKind({ root, path, line, character }) {
  const bin = join(require.resolve('typescript-language-server/package.json'), '../lib/cli.mjs');
  const child = spawn(process.execPath, [bin, '--stdio'], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(child.stdout, child.stdin);
  connection.onRequest('workspace/configuration', ({ items }) => items.map(() => null));
  connection.onRequest(() => null);
  // Before that it answers as if the open file were all.
  const loaded = new Promise((resolve) => {
    connection.onNotification('$/progress', ({ value }) => value.kind === 'end' && resolve());
  });
  connection.listen();
  const rootUri = pathToFileURL(root).href;
  const tsserver = { path: join(require.resolve('typescript/package.json'), '../lib/tsserver.js') };
  await connection.sendRequest('initialize', {
    ...{ processId: process.pid, rootUri, workspaceFolders: [{ uri: rootUri, name: 'project' }] },
    capabilities: { workspace: { configuration: true }, window: { workDoneProgress: true } },
    initializationOptions: { tsserver },
  });
  await connection.sendNotification('initialized', {});
  const uri = pathToFileURL(join(root, path)).href;
  const text = await readFile(join(root, path), 'utf8');
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text },
  });
  await loaded;
  const place = { textDocument: { uri }, position: { line, character } };
  return {
    references: async () => {
      const found = await connection.sendRequest('textDocument/references', {
        ...place,
        context: { includeDeclaration: true },
      });
      return found.length;
    },
    rename: async () => {
      const edit = await connection.sendRequest('textDocument/rename', { ...place, newName: SYMBOL.newName });
      const written = await Promise.all(Object.entries(edit.changes).map(editedText));
      return written.length;
    },
    end: async () => {
      connection.dispose();
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

async function editedText([uri, edits]) {
  const text = await readFile(fileURLToPath(uri), 'utf8');
  const lines = text.split('\n');
  const starts = [0];
  for (const each of lines) starts.push(starts.at(-1) + each.length + 1);
  const offsets = edits.map(({ range, newText }) => ({
    from: starts[range.start.line] + range.start.character,
    to: starts[range.end.line] + range.end.character,
    newText,
  }));
  return offsets
    .sort((a, b) => b.from - a.from)
    .reduce((done, { from, newText, to }) => done.slice(0, from) + newText + done.slice(to), text);
}

/** The compiler in this process. */
export async function tsMorphKind({ root, path }) {
  const { Project } = await import('ts-morph');
  const project = new Project({ tsConfigFilePath: join(root, 'tsconfig.json') });
  const declared = () => project.getSourceFileOrThrow(join(root, path)).getFunctions();
  const named = (name) => declared().find((each) => each.getName() === name);
  return {
    references: () =>
      Promise.resolve(
        named(SYMBOL.name)
          .findReferences()
          .flatMap((each) => each.getReferences()).length,
      ),
    rename: () => {
      named(SYMBOL.name).rename(SYMBOL.newName);
      const changed = project.getSourceFiles().filter((file) => !file.isSaved());
      const written = changed.map((file) => file.getFullText());
      // As it was, for the next time.
      named(SYMBOL.newName).rename(SYMBOL.name);
      return Promise.resolve(written.length);
    },
    end: () => Promise.resolve(),
  };
}
