import { auditedBy, programName, type AuditEntry } from '../audit/index.js';
import type { Caller } from '../kernel/index.js';
import type { Terminal, TerminalClosing, TerminalEnd } from './terminal.js';

type Named = Pick<Terminal, 'tenantId' | 'sessionId' | 'id' | 'incarnation'>;

/** Somebody opened a terminal, or could not. */
export function openedEntry(
  caller: Caller,
  terminal: Named & Pick<Terminal, 'argv' | 'cols' | 'rows'>,
  outcome: AuditEntry['outcome'] = 'success',
): AuditEntry {
  const { argv, cols, rows } = terminal;
  const details = { ...placeOf(terminal), program: programName(argv), cols, rows };
  return { ...auditedBy(caller), action: 'terminal.opened', subject: terminal.id, outcome, details };
}

/** Somebody ends a terminal; without a caller it is the time that does. */
export function closedEntry(terminal: Named, reason: TerminalClosing, caller?: Caller): AuditEntry {
  const by = caller === undefined ? bySystem(terminal) : auditedBy(caller);
  const details = { ...placeOf(terminal), reason };
  return { ...by, action: 'terminal.closed', subject: terminal.id, outcome: 'success', details };
}

/** A terminal ended, as far as is known. */
export function endedEntry(terminal: Named, { exit, outputEnd }: TerminalEnd): AuditEntry {
  const { code, signal, reason } = exit;
  const details = { ...placeOf(terminal), exitCode: code, signal, reason, outputBytes: outputEnd };
  return { ...bySystem(terminal), action: 'terminal.ended', subject: terminal.id, outcome: 'success', details };
}

function placeOf({ sessionId, incarnation }: Named) {
  return { sessionId, incarnation };
}

function bySystem({ tenantId }: Named): Pick<AuditEntry, 'tenantId' | 'actor' | 'requestId'> {
  return { tenantId, actor: { type: 'system' }, requestId: '' };
}
