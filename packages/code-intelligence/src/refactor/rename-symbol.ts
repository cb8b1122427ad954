import { codeRefused, type Refactoring } from '@carrel/core/code';
import { err } from 'neverthrow';
import type { WorkspaceEdit } from 'vscode-languageserver-protocol';
import { toLspPosition } from '../language-server.js';
import { checkFree } from './name-clashes.js';
import { checkName, type Work, type Working } from './work.js';
import { draftWorkspaceEdit } from './workspace-edit.js';

/** Wherever it is named; where the new name is taken there, that is said or it is refused. */
export async function renameSymbol(
  work: Work,
  { path, position, newName }: Extract<Refactoring, { type: 'rename-symbol' }>,
): Working {
  const { server, draft, signal } = work;
  const name = checkName(newName);
  if (name.isErr()) return err(name.error);
  const place = { textDocument: { uri: server.uriOf(path) }, position: toLspPosition(position) };
  if (offersPrepare(server.capabilities.renameProvider)) {
    const prepared = await server.request<unknown>('textDocument/prepareRename', place, signal);
    if (prepared.isErr()) return err(prepared.error);
    if (prepared.value === null) {
      return err(codeRefused('Nothing that can be renamed has its name there.'));
    }
  }
  const edit = await server.request<WorkspaceEdit | null>('textDocument/rename', { ...place, newName }, signal);
  if (edit.isErr()) return err(edit.error);
  if (edit.value === null) return err(codeRefused('Nothing that can be renamed has its name there.'));
  const free = await checkFree(work, edit.value, newName);
  if (free.isErr()) return err(free.error);
  return (await draftWorkspaceEdit(draft, server, edit.value)).map(() => free.value);
}

function offersPrepare(provider: unknown): boolean {
  return typeof provider === 'object' && provider !== null && 'prepareProvider' in provider;
}
