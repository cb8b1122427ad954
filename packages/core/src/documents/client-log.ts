import { ok, ResultAsync, toTimestamp, type Clock, type Result } from '../kernel/index.js';
import type { RecordStore, StoreError, Transaction, WriteError } from '../store/index.js';
import type { ClientSync } from './document-client.js';
import { documentClients } from './document-records.js';

export interface ClientLogDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly maxClients: number;
}

/** How long what is on record may be older than what is so. */
const STALE_MS = 60_000;

/** How far clients that poll have come. */
export class ClientLog {
  constructor(private readonly deps: ClientLogDeps) {}

  /** The clients of the document, in the order of their names. */
  list({
    tenantId,
    documentId,
  }: Pick<ClientSync, 'tenantId' | 'documentId'>): ResultAsync<readonly ClientSync[], StoreError> {
    const range = { prefix: [tenantId, documentId], limit: this.deps.maxClients };
    return this.deps.store
      .read((view) => view.scan(documentClients, range))
      .map(({ items }) => items.map(({ value }) => value));
  }

  /** Remembered when ok; in place of the one not seen for longest, where there are too many. */
  seen(client: Omit<ClientSync, 'lastSeenAt'>): ResultAsync<void, WriteError> {
    const now = this.deps.clock.now();
    return this.deps.store.transact((tx) => new ResultAsync(this.seenIn(tx, client, now)));
  }

  /** Forgets some of those that were not seen since; how many. */
  forget(before: string, limit: number): ResultAsync<number, WriteError> {
    return this.deps.store.transact((tx) =>
      tx
        .scan(documentClients, { index: 'byLastSeen', end: [before], limit })
        .andThen(({ items }) =>
          ResultAsync.combine(items.map(({ value }) => tx.remove(documentClients, keyOf(value)))).map(
            () => items.length,
          ),
        ),
    );
  }

  private async seenIn(
    tx: Transaction,
    client: Omit<ClientSync, 'lastSeenAt'>,
    nowMs: number,
  ): Promise<Result<void, WriteError>> {
    const { tenantId, documentId } = client;
    const known = await tx.get(documentClients, keyOf(client));
    if (known.isErr()) return known.map(() => undefined);
    if (known.value !== null && isAsKnown(known.value.value, client, nowMs)) return ok(undefined);
    if (known.value === null) {
      const { maxClients } = this.deps;
      const all = await tx.scan(documentClients, { prefix: [tenantId, documentId], limit: maxClients });
      if (all.isErr()) return all.map(() => undefined);
      const [oldest] = all.value.items
        .map(({ value }) => value)
        .sort((one, other) => (one.lastSeenAt < other.lastSeenAt ? -1 : 1));
      if (oldest !== undefined && all.value.items.length >= maxClients) {
        const removed = await tx.remove(documentClients, keyOf(oldest));
        if (removed.isErr()) return removed;
      }
    }
    return (await tx.put(documentClients, { ...client, lastSeenAt: toTimestamp(nowMs) })).map(() => undefined);
  }
}

function isAsKnown(known: ClientSync, client: Omit<ClientSync, 'lastSeenAt'>, nowMs: number): boolean {
  const { clock, userId, device } = client;
  const isSame = known.clock === clock && known.userId === userId && known.device === device;
  return isSame && nowMs - Date.parse(known.lastSeenAt) < STALE_MS;
}

function keyOf({ tenantId, documentId, clientId }: Omit<ClientSync, 'lastSeenAt' | 'clock' | 'userId'>) {
  return [tenantId, documentId, clientId];
}
