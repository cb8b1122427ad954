import { toTimestamp, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import { isGoneProcess } from '../leases/index.js';
import type { WorkspaceRuntime } from '../runtime/index.js';
import type { SessionRepository } from '../sessions/index.js';
import type { ScanPosition } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import type { SnapshotRemoval } from './snapshot-removal.js';
import type { SnapshotRepository } from './snapshot-repository.js';
import type { Snapshot } from './snapshot.js';

export interface SnapshotSweeperDeps {
  readonly repository: SnapshotRepository;
  readonly removal: SnapshotRemoval;
  readonly sessions: Pick<SessionRepository, 'get'>;
  readonly runtime: WorkspaceRuntime;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly installationId: string;
}

/** How often it is worth to look. */
const PAUSE_MS = 60_000;
/** How many of each kind one sweep sees to. */
const AT_ONCE = 100;

/**
 * Compares the records of snapshots with what the runtime has, in both directions: takes away what was begun and not brought to its
 * end, what is of sessions that were deleted, and snapshots of this installation that nothing is known of.
 */
export class SnapshotSweeper {
  private nextAt = 0;
  private position: ScanPosition | null = null;

  constructor(private readonly deps: SnapshotSweeperDeps) {}

  /** Once a minute at most. What fails is logged, and tried again by the next one. */
  async sweep(): Promise<void> {
    const { clock, runtime } = this.deps;
    if (!runtime.capabilities.snapshot || clock.now() < this.nextAt) return;
    this.nextAt = clock.now() + PAUSE_MS;
    await this.removeUnknown();
    await this.removeOfDeletedSessions();
    await this.finishInterrupted();
  }

  private async removeUnknown(): Promise<void> {
    const { installationId, repository, runtime } = this.deps;
    // Images first: an intent is in the store before its image is, so an image without a record has none.
    const listed = this.known(await runtime.listSnapshots({ installationId }), 'snapshots not listed') ?? [];
    let removed = 0;
    for (const { image, token } of listed) {
      if (removed >= AT_ONCE) return;
      const found = await repository.find(token);
      if (found.isErr() || found.value !== null) continue;
      removed += 1;
      this.deps.logger.info({ image }, 'orphan snapshot removed');
      this.known(await runtime.removeSnapshot(image), 'orphan snapshot not removed');
    }
  }

  private async removeOfDeletedSessions(): Promise<void> {
    const { removal, repository, sessions } = this.deps;
    const page = this.known(await repository.scan(AT_ONCE, this.position), 'snapshots not read');
    if (page === null) return;
    this.position = page.next;
    for (const { value } of page.items) {
      const session = await sessions.get(value.tenantId, value.sessionId);
      if (session.isErr() || session.value !== null || value.state !== 'ready') continue;
      const marked = await repository.change(value, (current) => removal.marked(current));
      if (marked.isOk() && marked.value !== null) await this.finish(marked.value);
    }
  }

  private async finishInterrupted(): Promise<void> {
    const { clock, removal, repository } = this.deps;
    const now = toTimestamp(clock.now());
    const pending = this.known(await repository.pending(AT_ONCE), 'snapshots not read') ?? [];
    const mine = (one: Snapshot) => isGoneProcess(one.holder ?? '') || (one.holdUntil ?? now) <= now;
    for (const snapshot of pending.filter(mine)) {
      const take = (current: Snapshot) => (current.state !== 'ready' && mine(current) ? removal.marked(current) : null);
      const marked = await repository.change(snapshot, take);
      if (marked.isOk() && marked.value !== null) await this.finish(marked.value);
    }
  }

  private async finish(snapshot: Snapshot): Promise<void> {
    this.known(await this.deps.removal.finish(snapshot), 'snapshot not removed');
  }

  private known<T>(result: Result<T, CarrelError>, otherwise: string): T | null {
    if (result.isOk()) return result.value;
    this.deps.logger.warn({ error: result.error }, otherwise);
    return null;
  }
}
