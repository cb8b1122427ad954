import type { CarrelError } from '../kernel/index.js';
import type { SessionKey, SessionRepository } from '../sessions/index.js';
import type { ScanPosition } from '../store/index.js';
import type { DocumentFileBridge } from './document-file-bridge.js';
import type { DocumentFileLog } from './document-file-log.js';
import type { StoredDocumentFile } from './document-file-records.js';
import type { DocumentLog } from './document-log.js';
import type { StoredDocument } from './document-records.js';

export interface DocumentFileSweepDeps {
  readonly fileLog: DocumentFileLog;
  readonly log: Pick<DocumentLog, 'heads'>;
  readonly sessions: Pick<SessionRepository, 'getMany'>;
  readonly bridge: Pick<DocumentFileBridge, 'wake'>;
}

const BINDINGS_PER_SWEEP = 50;

/** Finds files that lack what their documents have, because a process died, and bindings of sessions that are deleted. */
export class DocumentFileSweep {
  private position: ScanPosition | null = null;

  constructor(private readonly deps: DocumentFileSweepDeps) {}

  /** Looks at some bindings, from where it ended before; `null`, or what could not be done. */
  async sweep(signal: AbortSignal): Promise<CarrelError | null> {
    const { fileLog, log, sessions } = this.deps;
    const page = await fileLog.page(BINDINGS_PER_SWEEP, this.position);
    if (page.isErr()) return page.error;
    const { items, next } = page.value;
    if (items.length > 0) {
      const found = await sessions.getMany(items.map(({ tenantId, sessionId: id }): SessionKey => ({ tenantId, id })));
      if (found.isErr()) return found.error;
      const heads = await log.heads(items);
      if (heads.isErr()) return heads.error;
      for (const [index, bound] of items.entries()) {
        if (signal.aborted) return null;
        const isDeleted = found.value[index] === null;
        const failed = isDeleted ? await this.remove(bound) : await this.wake(bound, heads.value[index] ?? null);
        if (failed !== null) return failed;
      }
    }
    this.position = next;
    return null;
  }

  private async remove(bound: StoredDocumentFile): Promise<CarrelError | null> {
    const removed = await this.deps.fileLog.remove(bound, bound.bindingId);
    return removed.isErr() ? removed.error : null;
  }

  private async wake(bound: StoredDocumentFile, head: StoredDocument | null): Promise<CarrelError | null> {
    const isWritten = bound.intent === null && (head === null || head.clock <= bound.base.clock);
    if (bound.status === 'ended' || isWritten) return null;
    const woken = await this.deps.bridge.wake(bound);
    return woken.isErr() ? woken.error : null;
  }
}
