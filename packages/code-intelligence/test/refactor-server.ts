import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { CodeAnswer, CodeQuery, CodeSource, ProposedChange, Refactoring } from '@carrel/core/code';
import { ResultAsync, type CarrelError } from '@carrel/core/kernel';
import { createCodeEngine } from '../src/index.js';

/** An engine over the files of a directory. */
export interface RunningServer extends AsyncDisposable {
  propose(refactoring: Refactoring): ResultAsync<ProposedChange, CarrelError>;
  query(query: CodeQuery): ResultAsync<CodeAnswer, CarrelError>;
}

export function startServer(root: string): RunningServer {
  const engine = createCodeEngine({ requestMs: 120_000 });
  const source = sourceOf(root);
  return {
    propose: (refactoring) => engine.propose(source, refactoring),
    query: (query) => engine.query(source, query),
    [Symbol.asyncDispose]: () => engine.dispose(),
  };
}

/** What is in a directory, without its dependencies; tags are digests. */
export function sourceOf(root: string): CodeSource {
  const read = async (path: string) => {
    const bytes = await readFile(join(root, path)).catch(() => null);
    return bytes === null ? null : { bytes, tag: createHash('sha256').update(bytes).digest('hex') };
  };
  const list = async () => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((path) => !path.startsWith('node_modules/'));
    const found = await Promise.all(paths.map(async (path) => ({ path, file: await read(path) })));
    return found.flatMap(({ path, file }) => (file === null ? [] : [{ path, size: file.bytes.length, tag: file.tag }]));
  };
  return {
    key: root,
    list: () => ResultAsync.fromSafePromise(list()),
    read: (path) => ResultAsync.fromSafePromise(read(path)),
  };
}

/** Does to the files what was proposed. */
export async function applyChange(root: string, { changes }: ProposedChange): Promise<void> {
  for (const change of changes) {
    const target = join(root, change.type === 'move' ? change.to : change.path);
    await mkdir(dirname(target), { recursive: true });
    if (change.type === 'move') await rename(join(root, change.path), target);
    if (change.type === 'remove') await rm(target);
    else if (change.bytes !== null) await writeFile(target, change.bytes);
  }
}

export async function writeTree(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/** Puts back what the changed files were, from a tree in which nothing was done. */
export async function undoChange(root: string, original: string, { changes }: ProposedChange): Promise<void> {
  for (const change of changes) {
    if (change.type === 'create') await rm(join(root, change.path));
    if (change.type === 'move') await rm(join(root, change.to));
    if (change.type === 'create') continue;
    await mkdir(dirname(join(root, change.path)), { recursive: true });
    await writeFile(join(root, change.path), await readFile(join(original, change.path)));
  }
}
