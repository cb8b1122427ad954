import { codeRefused, codeUnsupported, type ProposedChange, type Refactoring } from '@carrel/core/code';
import { err, ok, ResultAsync, type Result } from 'neverthrow';
import type { LanguageServer } from '../language-server.js';
import { rewrite } from '../structural/rewrite.js';
import { statementAt } from '../structural/statement.js';
import { REFACTORINGS } from './capabilities.js';
import { convert, extractByAction, runAction, applyCommand } from './code-actions.js';
import { Draft } from './draft.js';
import type { FilesOfSession, RefactoringLimits } from './files-of-session.js';
import { moveFiles } from './move.js';
import { extractInPython } from './python/extract.js';
import { inlineInPython } from './python/inline.js';
import { moveSymbolInPython } from './python/move-symbol.js';
import { renameSymbol } from './rename-symbol.js';
import { changeSignature } from './script/change-signature.js';
import { functionAt } from './script/functions.js';
import { inlineFunction } from './script/inline-function.js';
import { removeDeadCode } from './script/remove-dead-code.js';
import { Scripts } from './script/script-file.js';
import {
  extractInTypeScript,
  inlineInTypeScript,
  moveSymbolInTypeScript,
  organiseInTypeScript,
} from './ts-refactors.js';
import type { DiagnosticsOf, Failure, Work, Working } from './work.js';

export interface ProposeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly limits?: RefactoringLimits | undefined;
  /** @default nothing is wrong anywhere */
  readonly diagnosticsOf?: DiagnosticsOf | undefined;
}

/** What the refactoring would do to the files. Nothing of it is done. */
export function propose(
  server: LanguageServer,
  files: FilesOfSession,
  refactoring: Refactoring,
  { signal, limits, diagnosticsOf = () => Promise.resolve(ok([])) }: ProposeOptions = {},
): ResultAsync<ProposedChange, Failure> {
  const work: Work = { server, files, draft: new Draft(server, files, limits), signal, diagnosticsOf };
  return new ResultAsync(proposed(work, refactoring));
}

async function finished(draft: Draft, outcome: Awaited<Working>): Promise<Result<ProposedChange, Failure>> {
  if (outcome.isErr()) return err(outcome.error);
  const changes = await draft.changes();
  return changes.map((all) => ({ changes: all, ...outcome.value }));
}

/** Whether the table has it, and the server that runs does too. */
function isOffered({ language, capabilities }: LanguageServer, type: Refactoring['type']): boolean {
  const known = REFACTORINGS[language];
  if (type === 'rename-symbol') return known?.includes(type) !== false && Boolean(capabilities.renameProvider);
  if (known === undefined) return type === 'action' && Boolean(capabilities.codeActionProvider);
  return known.includes(type);
}

async function proposed(work: Work, refactoring: Refactoring): Promise<Result<ProposedChange, Failure>> {
  const { server, draft } = work;
  if (!isOffered(server, refactoring.type)) {
    return err(codeUnsupported(refactoring.type, server.language));
  }
  if ('path' in refactoring && refactoring.type !== 'move-file') {
    if (!draft.has(refactoring.path)) return err(codeRefused(`There is no file "${refactoring.path}".`));
    const opened = await server.openFile(refactoring.path);
    if (opened.isErr()) return err(opened.error);
  }
  return finished(draft, await perform(work, refactoring));
}

function perform(work: Work, refactoring: Refactoring): Working {
  const isScript = ['typescript', 'javascript'].includes(work.server.language);
  switch (refactoring.type) {
    case 'rename-symbol':
      return renameSymbol(work, refactoring);
    case 'move-file':
      return moveFiles(work, refactoring);
    case 'extract':
      if (work.server.language === 'python') return extractInPython(work, refactoring);
      return isScript ? extractInTypeScript(work, refactoring) : extractByAction(work, refactoring);
    case 'inline':
      return isScript ? inlineInScript(work, refactoring) : inlineInPython(work, refactoring);
    case 'move-symbol':
      return isScript ? moveSymbol(work, refactoring) : moveSymbolInPython(work, refactoring);
    case 'organise-imports':
      return organise(work, refactoring.path, isScript);
    case 'convert':
      return convert(work, refactoring);
    case 'action':
      return runAction(work, refactoring);
    case 'rewrite':
      return rewrite(work, refactoring);
    case 'remove-dead-code':
      return removeDeadCode(work, refactoring);
    case 'change-signature':
      return changeSignature(work, refactoring);
  }
}

async function moveSymbol(work: Work, { path, position, to }: Extract<Refactoring, { type: 'move-symbol' }>): Working {
  const text = await work.draft.textOf(path);
  if (text.isErr()) return err(text.error);
  const statement = statementAt(path, text.value, position);
  return statement === null
    ? err(codeRefused('No statement of the file itself is there.'))
    : moveSymbolInTypeScript(work, path, statement, to);
}

/** A function that is one expression at each call of it; a variable, by the server, wherever it is used. */
async function inlineInScript(work: Work, refactoring: Extract<Refactoring, { type: 'inline' }>): Working {
  const scripts = new Scripts(work);
  const found = await functionAt(work, scripts, refactoring.path, refactoring.position);
  if (found.isErr()) return err(found.error);
  return found.value === null ? inlineInTypeScript(work, refactoring) : inlineFunction(work, scripts, found.value);
}

function organise(work: Work, path: string, isScript: boolean): Working {
  if (isScript) return organiseInTypeScript(work, path);
  const command = { title: '', command: 'pyright.organizeimports', arguments: [work.server.uriOf(path)] };
  return applyCommand(work, command);
}
