import { programName, type auditedBy, type AuditEntry } from '../audit/index.js';
import type { Command, CommandEnd } from './command.js';

/** What an entry of the audit says of who did it. */
export type AuditedBy = ReturnType<typeof auditedBy>;

type Started = Pick<Command, 'id' | 'sessionId' | 'incarnation' | 'argv'>;
type Ended = Pick<Command, 'id' | 'tenantId' | 'sessionId'>;

/** Somebody started a program. */
export function startedEntry(by: AuditedBy, { id, sessionId, incarnation, argv }: Started): AuditEntry {
  const details = { sessionId, incarnation, program: programName(argv) };
  return { ...by, action: 'command.started', subject: id, outcome: 'success', details };
}

/** It ended, as far as is known. */
export function endedEntry(command: Ended, { exit, outputEnd }: CommandEnd): AuditEntry {
  const { code: exitCode, signal, reason } = exit;
  const details = { sessionId: command.sessionId, exitCode, signal, reason, outputBytes: outputEnd };
  return { ...bySystem(command), action: 'command.ended', subject: command.id, outcome: 'success', details };
}

/** It could not be started after all. */
export function notStartedEntry(command: Ended): AuditEntry {
  const details = { sessionId: command.sessionId };
  return { ...bySystem(command), action: 'command.ended', subject: command.id, outcome: 'failed', details };
}

function bySystem({ tenantId }: Ended): AuditedBy {
  return { tenantId, actor: { type: 'system' }, requestId: '' };
}
