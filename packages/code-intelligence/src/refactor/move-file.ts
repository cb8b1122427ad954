import { codeRefused, type Refactoring } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { isAtOrBelow } from './files-of-session.js';
import { movePackageEntries } from './package-entries.js';
import { askTsserver, draftFileEdits, keepDots, plainPath, type FileEdits } from './tsserver.js';
import type { Failure, Work, Working } from './work.js';

type Move = Extract<Refactoring, { type: 'move-file' }>;

const SCRIPT = /\.[cm]?[jt]sx?$/;
const MAX_PROJECTS = 20;

/** Moves what can be moved; the imports of it and in it, `tsconfig.json` and the entries of `package.json` follow. */
export async function moveInTypeScript(work: Work, { path, to }: Move): Working {
  const opened = await openProjects(work, path);
  if (opened.isErr()) return err(opened.error);
  const args = { oldFilePath: plainPath(work.server, path), newFilePath: plainPath(work.server, to) };
  const file = opened.value;
  const edits =
    file === undefined
      ? ok([])
      : await askTsserver<FileEdits[]>(work, 'getEditsForFileRename', { file: plainPath(work.server, file), ...args });
  if (edits.isErr()) return err(edits.error);
  const drafted = await draftFileEdits(work, await keepDots(work, edits.value ?? []));
  if (drafted.isErr()) return err(drafted.error);
  const entries = await movePackageEntries(work, path, to);
  if (entries.isErr()) return err(entries.error);
  const warnings = ['Paths in strings that are no imports, such as those that a program opens, stay as they are.'];
  if (entries.value.length > 0) {
    warnings.push(`What others import by these patterns has another name, or none, then: ${entries.value.join(', ')}.`);
  }
  return work.draft.move(path, to).map(() => ({ confidence: 'likely' as const, warnings }));
}

export function isScript(path: string): boolean {
  return SCRIPT.test(path);
}

export function checkMove({ draft }: Work, { path, to }: Pick<Move, 'path' | 'to'>): Result<void, Failure> {
  if (draft.below(path).length === 0) return err(codeRefused(`There is no file "${path}".`));
  const isPlain = to !== '' && to.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPlain) return err(codeRefused(`"${to}" is no path in the session.`));
  if (isAtOrBelow(to, path)) return err(codeRefused(`"${path}" cannot be moved to "${to}".`));
  return draft.below(to).length > 0 ? err(codeRefused(`"${to}" is there already.`)) : ok(undefined);
}

/** A script of each project is open, so that the server knows it; one that is moved is given. */
async function openProjects({ server, files }: Work, moved: string): Promise<Result<string | undefined, Failure>> {
  const scripts = files.paths.filter((path) => SCRIPT.test(path));
  const first = scripts.find((path) => isAtOrBelow(path, moved)) ?? scripts[0];
  const roots = files.paths.filter((path) => /(^|\/)[jt]sconfig\.json$/.test(path)).slice(0, MAX_PROJECTS);
  const ofProjects = roots.map((root) =>
    scripts.find((path) => path.startsWith(root.replace(/[jt]sconfig\.json$/, ''))),
  );
  for (const path of new Set([first, ...ofProjects])) {
    const opened = path === undefined ? ok(undefined) : await server.openFile(path);
    if (opened.isErr()) return err(opened.error);
  }
  return ok(first);
}
