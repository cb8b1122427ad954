import { createHash } from 'node:crypto';
import { codeChanged, codeRefused, type CodeRange, type Refactoring } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { CodeAction as LspAction, Command, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { toLspRange } from '../language-server.js';
import { checkName, EXACT, hasWord, replaceWord, type Failure, type Work, type Working } from './work.js';
import { draftWorkspaceEdit } from './workspace-edit.js';

type Offered = LspAction | Command;

/** An action of a server with the id that it has as long as the text of the file stays as it is. */
export interface IdentifiedAction {
  readonly id: string;
  readonly offered: Offered;
}

export async function listActions(
  work: Pick<Work, 'server' | 'signal'>,
  path: string,
  range: CodeRange,
  only?: string,
): Promise<Result<IdentifiedAction[], Failure>> {
  const { server, signal } = work;
  const params = {
    textDocument: { uri: server.uriOf(path) },
    range: toLspRange(range),
    context: { diagnostics: [], triggerKind: 1, ...(only === undefined ? {} : { only: [only] }) },
  };
  const text = await server.textOf(path);
  const offered = await server.request<Offered[] | null>('textDocument/codeAction', params, signal);
  return offered.map((all) => all?.map((each, index) => ({ id: idOf(text ?? '', each, index), offered: each })) ?? []);
}

export async function runAction(
  work: Work,
  { path, range, actionId }: Extract<Refactoring, { type: 'action' }>,
): Working {
  const actions = await listActions(work, path, range);
  if (actions.isErr()) return err(actions.error);
  const action = actions.value.find(({ id }) => id === actionId);
  return action === undefined ? err(codeChanged()) : applyAction(work, action.offered);
}

/** By the end of the action's title: `to-named-function` is "Convert to named function". */
export async function convert(work: Work, { path, position, to }: Extract<Refactoring, { type: 'convert' }>): Working {
  const actions = await listActions(work, path, { start: position, end: position });
  if (actions.isErr()) return err(actions.error);
  const found = actions.value.find(({ offered }) => {
    const name = kebab(offered.title);
    return isRewrite(offered) && (name === to || name.endsWith(`-${to}`));
  });
  return found === undefined ? err(codeRefused(`"${to}" is not offered there.`)) : applyAction(work, found.offered);
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
  const actions = await listActions(work, path, range);
  if (actions.isErr()) return err(actions.error);
  const noun = what === 'function' ? 'function' : 'variable';
  const found = actions.value.find(({ offered }) => new RegExp(`^extract .*to ${noun}$`, 'i').test(offered.title));
  if (found === undefined) return err(codeRefused(`No ${what} can be extracted from that range.`));
  const applied = await applyAction(work, found.offered);
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

async function applyAction(work: Work, offered: Offered): Working {
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

async function resolved({ server, signal }: Work, offered: Offered): Promise<Result<Parts, Failure>> {
  if (isCommand(offered)) return ok({ command: offered });
  if (
    offered.edit !== undefined ||
    offered.command !== undefined ||
    !resolves(server.capabilities.codeActionProvider)
  ) {
    return ok(offered);
  }
  return server.request<LspAction>('codeAction/resolve', offered, signal);
}

function resolves(provider: unknown): boolean {
  return typeof provider === 'object' && provider !== null && 'resolveProvider' in provider;
}

function isCommand(offered: Offered): offered is Command {
  return typeof offered.command === 'string';
}

function isRewrite(offered: Offered): boolean {
  return !isCommand(offered) && /^(refactor|quickfix)/.test(offered.kind ?? '');
}

function isWorkspaceEdit(edit: unknown): edit is WorkspaceEdit {
  return typeof edit === 'object' && edit !== null;
}

function idOf(text: string, offered: Offered, index: number): string {
  const kind = isCommand(offered) ? '' : (offered.kind ?? '');
  const parts = [offered.title, kind, String(index), text].map((part) => `${part.length}:${part}`);
  return createHash('sha256').update(parts.join('')).digest('hex').slice(0, 32);
}

function kebab(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
