import { codeRefused, type CodeRange, type Refactoring } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { followers } from './script/moved-uses.js';
import { applyTextEdits, lineStarts, offsetAt } from './text-edits.js';
import { askTsserver, draftFileEdits, plainPath, textEditsOf, tsRange, type FileEdits } from './tsserver.js';
import { checkName, EXACT, hasWord, replaceWord, type Failure, type Work, type Working } from './work.js';

interface Applicable {
  readonly name: string;
  readonly actions: readonly { readonly name: string; readonly kind?: string; readonly notApplicableReason?: string }[];
}

interface RefactorEdits {
  readonly edits: readonly FileEdits[];
  readonly renameLocation?: { readonly line: number; readonly offset: number };
  readonly renameFilename?: string;
  readonly notApplicableReason?: string;
}

type Extraction = Extract<Refactoring, { type: 'extract' }>;

/** Functions and constants go as far out as they may; variables stay where they are used. */
export async function extractInTypeScript(work: Work, extraction: Extraction): Working {
  const { path, range, what, name } = extraction;
  const kind = what === 'function' ? 'refactor.extract.function' : 'refactor.extract.constant';
  const found = await findActions(work, path, range, kind);
  if (found.isErr()) return err(found.error);
  const action = found.value.at(what === 'variable' ? 0 : -1);
  if (action === undefined) return err(codeRefused(`No ${what} can be extracted from that range.`));
  const edits = await editsOf(work, path, range, action);
  if (edits.isErr()) return err(edits.error);
  const named = name === undefined ? ok(edits.value.edits) : await nameExtracted(work, extraction, name, edits.value);
  if (named.isErr()) return err(named.error);
  return (await draftFileEdits(work, named.value)).map(() => EXACT);
}

export async function inlineInTypeScript(
  work: Work,
  { path, position }: Extract<Refactoring, { type: 'inline' }>,
): Working {
  const range = { start: position, end: position };
  const action = { refactor: 'Inline variable', action: 'Inline variable' };
  const edits = await editsOf(work, path, range, action);
  if (edits.isErr()) return err(edits.error);
  return (await draftFileEdits(work, edits.value.edits)).map(() => EXACT);
}

/** `range` is that of the statement that declares the symbol, or of its name. */
export async function moveSymbolInTypeScript(work: Work, path: string, range: CodeRange, to: string): Working {
  if (path === to) return err(codeRefused('It is in that file already.'));
  const outcome = await followers(work, path, range);
  if (outcome.isErr()) return err(outcome.error);
  const target = { interactiveRefactorArguments: { targetFile: plainPath(work.server, to) } };
  const action = { refactor: 'Move to file', action: 'Move to file', ...target };
  const edits = await editsOf(work, path, range, action);
  if (edits.isErr()) return err(edits.error);
  return (await draftFileEdits(work, edits.value.edits, (each) => each === to)).map(() => outcome.value);
}

export async function organiseInTypeScript(work: Work, path: string): Working {
  const scope = { type: 'file', args: { file: plainPath(work.server, path) } };
  const edits = await askTsserver<FileEdits[]>(work, 'organizeImports', { scope });
  if (edits.isErr()) return err(edits.error);
  return (await draftFileEdits(work, edits.value ?? [])).map(() => EXACT);
}

interface Action {
  readonly refactor: string;
  readonly action: string;
  readonly interactiveRefactorArguments?: { readonly targetFile: string };
}

async function findActions(
  work: Work,
  path: string,
  range: CodeRange,
  kind: string,
): Promise<Result<Action[], Failure>> {
  const args = { file: plainPath(work.server, path), ...tsRange(range), triggerReason: 'invoked', kind };
  const found = await askTsserver<Applicable[]>(work, 'getApplicableRefactors', args);
  return found.map((refactors) =>
    (refactors ?? []).flatMap(({ name, actions }) =>
      actions
        .filter((each) => each.notApplicableReason === undefined && (each.kind ?? '').startsWith(kind))
        .map((each) => ({ refactor: name, action: each.name })),
    ),
  );
}

async function editsOf(
  work: Work,
  path: string,
  range: CodeRange,
  action: Action,
): Promise<Result<RefactorEdits, Failure>> {
  const args = { file: plainPath(work.server, path), ...tsRange(range), ...action };
  const edits = await askTsserver<RefactorEdits>(work, 'getEditsForRefactor', args);
  return edits.andThen((body) => {
    if (body?.notApplicableReason !== undefined) return err(codeRefused(body.notApplicableReason));
    return body === null || body.edits.length === 0
      ? err(codeRefused(`"${action.refactor}" can do nothing there.`))
      : ok(body);
  });
}

/** The edits with the wanted name in place of the one that tsserver made up, which is nowhere else in the file. */
async function nameExtracted(
  { draft }: Work,
  { path }: Extraction,
  name: string,
  { edits, renameLocation }: RefactorEdits,
): Promise<Result<readonly FileEdits[], Failure>> {
  const checked = checkName(name);
  if (checked.isErr()) return err(checked.error);
  const before = await draft.textOf(path);
  if (before.isErr()) return err(before.error);
  if (hasWord(before.value, name)) return err(codeRefused(`"${name}" is in the file already.`));
  const after = applyTextEdits(before.value, edits.flatMap(textEditsOf));
  if (after.isErr()) return err(after.error);
  const made = renameLocation === undefined ? undefined : wordAt(after.value, renameLocation);
  if (made === undefined || hasWord(before.value, made)) {
    return err(codeRefused('What is extracted there cannot be given another name.'));
  }
  return ok(
    edits.map((file) => ({
      ...file,
      textChanges: file.textChanges.map((each) => ({ ...each, newText: replaceWord(each.newText, made, name) })),
    })),
  );
}

function wordAt(
  text: string,
  { line, offset }: { readonly line: number; readonly offset: number },
): string | undefined {
  const start = offsetAt(text, lineStarts(text), line - 1, offset - 1);
  return /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(text.slice(start, start + 200))?.[0];
}
