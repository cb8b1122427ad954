import { codeRefused, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { WorkspaceEdit } from 'vscode-languageserver-protocol';
import type { LanguageServer } from '../language-server.js';
import type { Draft } from './draft.js';
import type { TextEdit } from './text-edits.js';

type Done = Result<void, CodeEngineError>;
type Change = NonNullable<WorkspaceEdit['documentChanges']>[number];

/** Does in the draft what a server would have done to files. */
export async function draftWorkspaceEdit(draft: Draft, server: LanguageServer, edit: WorkspaceEdit): Promise<Done> {
  if (edit.documentChanges !== undefined) {
    for (const change of edit.documentChanges) {
      const done = await draftChange(draft, server, change);
      if (done.isErr()) return done;
    }
    return ok(undefined);
  }
  for (const [uri, edits] of Object.entries(edit.changes ?? {})) {
    const path = pathIn(server, uri);
    const done = path.isErr() ? err(path.error) : await draft.edit(path.value, edits);
    if (done.isErr()) return done;
  }
  return ok(undefined);
}

async function draftChange(draft: Draft, server: LanguageServer, change: Change): Promise<Done> {
  if (!('kind' in change)) {
    const path = pathIn(server, change.textDocument.uri);
    return path.isErr() ? err(path.error) : draft.edit(path.value, change.edits.filter(isTextEdit));
  }
  if (change.kind === 'rename') {
    return pathIn(server, change.oldUri).andThen((from) =>
      pathIn(server, change.newUri).andThen((to) => draft.move(from, to)),
    );
  }
  return pathIn(server, change.uri).andThen((path) => {
    if (change.kind === 'delete') return draft.remove(path);
    return draft.has(path) && change.options?.ignoreIfExists === true ? ok(undefined) : draft.create(path);
  });
}

/** The path in the session of what a server names. */
export function pathIn(server: LanguageServer, uri: string): Result<string, CodeEngineError> {
  const path = server.pathOf(uri);
  return path === null ? err(codeRefused('It would change a file that is outside of the session.')) : ok(path);
}

function isTextEdit(edit: object): edit is TextEdit {
  return 'newText' in edit && 'range' in edit;
}
