import { delay, ok, type Clock, type Result, type SessionId, type TenantId } from '../kernel/index.js';
import type { StoreError } from '../store/index.js';
import type { DocumentFileBridge } from './document-file-bridge.js';
import type { DocumentFileLog } from './document-file-log.js';
import type { StoredDocumentFile } from './document-file-records.js';
import type { DocumentLog } from './document-log.js';
import type { ResolvedDocumentOptions } from './document-options.js';

export interface BoundFilesDeps {
  readonly fileLog: Pick<DocumentFileLog, 'ofSession'>;
  readonly log: Pick<DocumentLog, 'heads'>;
  readonly bridge: Pick<DocumentFileBridge, 'hurry' | 'wake'>;
  readonly clock: Clock;
  readonly options: Pick<ResolvedDocumentOptions, 'fileMaxDelayMs' | 'maxDocumentsPerSession'>;
}

/** Names a session of any tenant. */
interface SessionOf {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
}

/** A bound document whose file is to have it up to this clock. */
interface Lag {
  readonly bound: StoredDocumentFile;
  readonly clock: number;
}

/** How often it is looked whether files have arrived. */
const LOOK_MS = 20;
/** Another replica that keeps a file the same writes it after its longest delay; so much longer is waited at most. */
const GRACE_MS = 1_000;

/** The files of a session that documents are bound to, for who reads and writes files without the documents. */
export class BoundFiles {
  constructor(private readonly deps: BoundFilesDeps) {}

  /**
   * The files have what is stored of their documents now, but for those at the paths that are given back: these could not be
   * written in a few seconds, or before `signal` fired.
   */
  async settle(session: SessionOf, signal?: AbortSignal): Promise<Result<readonly string[], StoreError>> {
    const { bridge, clock, options } = this.deps;
    const found = await this.lagging(session);
    if (found.isErr()) return found.map(() => []);
    let left = found.value;
    for (const { bound } of left) {
      const woken = await bridge.wake(bound);
      if (woken.isOk()) bridge.hurry(bound);
    }
    const endsAtMs = clock.now() + Math.min(options.fileMaxDelayMs, MOST_DELAY_MS) + GRACE_MS;
    while (left.length > 0 && clock.now() < endsAtMs && signal?.aborted !== true) {
      await delay(clock, LOOK_MS, signal);
      const now = await this.bound(session);
      if (now.isErr()) return now.map(() => []);
      left = left.filter((lag) => now.value.some((each) => isBehind(each, lag)));
    }
    return ok(left.map(({ bound }) => bound.path));
  }

  /** Somebody wrote to these files; those of their documents that this process keeps the same are soon. */
  async written(session: SessionOf, paths: ReadonlySet<string>): Promise<void> {
    const found = await this.bound(session);
    for (const bound of found.unwrapOr([])) if (paths.has(bound.path)) this.deps.bridge.hurry(bound);
  }

  private async bound({ tenantId, sessionId }: SessionOf): Promise<Result<readonly StoredDocumentFile[], StoreError>> {
    const { fileLog, options } = this.deps;
    return fileLog.ofSession({ tenantId, sessionId }, options.maxDocumentsPerSession);
  }

  private async lagging(session: SessionOf): Promise<Result<readonly Lag[], StoreError>> {
    const found = await this.bound(session);
    if (found.isErr()) return found.map(() => []);
    const live = found.value.filter(({ status }) => status === 'bound');
    if (live.length === 0) return ok([]);
    const heads = await this.deps.log.heads(live);
    return heads.map((known) =>
      live
        .map((bound, index) => ({ bound, clock: known[index]?.clock ?? 0 }))
        .filter(({ bound, clock }) => bound.base.clock < clock),
    );
  }
}

/** With settings that write files very late, nobody waits for that. */
const MOST_DELAY_MS = 5_000;

function isBehind({ bindingId, base, status }: StoredDocumentFile, { bound, clock }: Lag): boolean {
  return bindingId === bound.bindingId && status === 'bound' && base.clock < clock;
}
