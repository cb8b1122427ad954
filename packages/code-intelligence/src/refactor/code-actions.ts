import { codeChanged, codeRefused, type Refactoring } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { CodeAction, Command, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { identifiedActions } from '../queries/actions.js';
import { checkName, EXACT, hasWord, replaceWord, type Failure, type Work, type Working } from './work.js';
import { draftWorkspaceEdit } from './workspace-edit.js';

export async function runAction(
  work: Work,
  { path, range, actionId }: Extract<Refactoring, { type: 'action' }>,
): Working {
  const diagnostics = await work.diagnosticsOf(path);
  if (diagnostics.isErr()) return err(diagnostics.error);
  const wanted = { path, range, diagnostics: diagnostics.value };
  const actions = await identifiedActions(work.server, wanted, work.signal);
  if (actions.isErr()) return err(actions.error);
  const found = actions.value.find(({ id }) => id === actionId);
  return found === undefined ? err(codeChanged()) : applyAction(work, found.action);
}

/** By the end of the action's title: `to-named-function` is "Convert to named function". */
export async function convert(work: Work, { path, position, to }: Extract<Refactoring, { type: 'convert' }>): Working {
  const wanted = { path, range: { start: position, end: position }, diagnostics: [] };
  const actions = await identifiedActions(work.server, wanted, work.signal);
  if (actions.isErr()) return err(actions.error);
  const found = actions.value.find(({ action }) => {
    const name = kebab(action.title);
    return isRewrite(action) && (name === to || name.endsWith(`-${to}`));
  });
  return found === undefined ? err(codeRefused(`"${to}" is not offered there.`)) : applyAction(work, found.action);
}

/** A command of the server that makes up edits; it may find nothing to change. */
export async function applyCommand(work: Work, command: Command): Working {
  const edits = await runCommand(work, command);
  if (edits.isErr()) return err(edits.error);
  for (const each of edits.value) {
    const done = await draftWorkspaceEdit(work.draft, work.server, each);
    if (done.isErr()) return err(done.error);
  }
  return ok(EXACT);
}

/** What clangd makes of it, with the wanted name in place of its own, which is nowhere else in the file. */
export async function extractByAction(
  work: Work,
  { path, range, what, name }: Extract<Refactoring, { type: 'extract' }>,
): Working {
  const before = await work.draft.textOf(path);
  if (before.isErr()) return err(before.error);
  const actions = await identifiedActions(work.server, { path, range, diagnostics: [] }, work.signal);
  if (actions.isErr()) return err(actions.error);
  const noun = what === 'function' ? 'function' : 'variable';
  const found = actions.value.find(({ action }) => new RegExp(`^extract .*to ${noun}$`, 'i').test(action.title));
  if (found === undefined) return err(codeRefused(`No ${what} can be extracted from that range.`));
  const applied = await applyAction(work, found.action);
  if (applied.isErr() || name === undefined) return applied;
  const checked = checkName(name);
  if (checked.isErr()) return err(checked.error);
  const after = await work.draft.textOf(path);
  if (after.isErr()) return err(after.error);
  const made = ['extracted', 'placeholder'].find((word) => hasWord(after.value, word) && !hasWord(before.value, word));
  if (made === undefined || hasWord(before.value, name)) {
    return err(codeRefused(`What is extracted there cannot be named "${name}".`));
  }
  work.draft.setText(path, replaceWord(after.value, made, name));
  return applied;
}

async function applyAction(work: Work, offered: CodeAction): Working {
  const action = await resolved(work, offered);
  if (action.isErr()) return err(action.error);
  const { edit, command } = action.value;
  const edits: WorkspaceEdit[] = edit === undefined ? [] : [edit];
  if (command !== undefined) {
    const ran = await runCommand(work, command);
    if (ran.isErr()) return err(ran.error);
    edits.push(...ran.value);
  }
  if (edits.length === 0) return err(codeRefused('That action changes no file.'));
  for (const each of edits) {
    const done = await draftWorkspaceEdit(work.draft, work.server, each);
    if (done.isErr()) return err(done.error);
  }
  return ok(EXACT);
}

async function runCommand({ server, signal }: Work, command: Command): Promise<Result<WorkspaceEdit[], Failure>> {
  const params = { command: command.command, arguments: command.arguments ?? [] };
  let failure: Failure | null = null;
  const edits = await server.collectEdits(async () => {
    const ran = await server.request<unknown>('workspace/executeCommand', params, signal);
    if (ran.isErr()) failure = ran.error;
  });
  return failure === null ? ok(edits.filter(isWorkspaceEdit)) : err(failure);
}

interface Parts {
  readonly edit?: WorkspaceEdit | undefined;
  readonly command?: Command | undefined;
}

async function resolved({ server, signal }: Work, offered: CodeAction): Promise<Result<Parts, Failure>> {
  if (
    offered.edit !== undefined ||
    offered.command !== undefined ||
    !resolves(server.capabilities.codeActionProvider)
  ) {
    return ok(offered);
  }
  return server.request<CodeAction>('codeAction/resolve', offered, signal);
}

function resolves(provider: unknown): boolean {
  return typeof provider === 'object' && provider !== null && 'resolveProvider' in provider;
}

function isRewrite({ kind }: CodeAction): boolean {
  return /^(refactor|quickfix)/.test(kind ?? '');
}

function isWorkspaceEdit(edit: unknown): edit is WorkspaceEdit {
  return typeof edit === 'object' && edit !== null;
}

function kebab(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
