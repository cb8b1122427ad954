import type { UserId } from '../kernel/index.js';
import { collection, type EntityRecord } from '../store/index.js';
import type { Terminal } from './terminal.js';

/** A terminal as it is stored: with whose it is while it runs, by which it is found. */
export interface StoredTerminal extends Terminal {
  readonly runningOf?: UserId;
}

export const terminals = collection<EntityRecord<StoredTerminal>>()('terminals', {
  key: ['tenantId', 'sessionId', 'id'],
  indexes: { byId: ['tenantId', 'id'], byUser: ['tenantId', 'runningOf'], byDue: ['dueAt'] },
});

export function toStored<T extends Omit<Terminal, 'version'>>(terminal: T): T & { readonly runningOf?: UserId } {
  return terminal.state === 'running' ? { ...terminal, runningOf: terminal.openedBy } : terminal;
}

export function toTerminal({ runningOf: _runningOf, ...terminal }: StoredTerminal): Terminal {
  return terminal;
}
