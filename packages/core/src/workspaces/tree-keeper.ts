import { delay, type Clock, type Result } from '../kernel/index.js';
import type { WorkspaceConnection } from '../runtime/index.js';
import type { ResolvedStorageOptions } from '../storage/index.js';
import type { SaveError } from './tree-reader.js';

export interface TreeKeeperDeps {
  readonly clock: Clock;
  readonly options: Pick<ResolvedStorageOptions, 'debounceMs' | 'maxIntervalMs'>;
  /** A link to the workspace; `null` once its life is over. */
  readonly connect: () => Promise<WorkspaceConnection | null | 'later'>;
  readonly save: () => Promise<Result<unknown, SaveError>>;
  readonly isExcluded: (path: string) => boolean;
}

/** How long to wait before a watch that broke is opened again, and the longest wait before a failed save is tried again. */
const WATCH_AGAIN_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;

/**
 * Saves one life of a workspace while it runs: once its files were left alone for a while, and at the latest some time after the
 * first change. What cannot be saved is tried again, less and less often.
 */
export class TreeKeeper {
  private readonly over = new AbortController();
  private dirtySince: number | null = null;
  private failures = 0;
  private changes = 0;
  private cancelTimer: () => void = () => undefined;
  private saving: Promise<void> = Promise.resolve();
  private isSaving = false;

  constructor(private readonly deps: TreeKeeperDeps) {}

  /** Whether something may have changed since it was last saved. */
  get isDirty(): boolean {
    return this.dirtySince !== null;
  }

  /** Watches until `stop`, or until the life is over. */
  async run(): Promise<void> {
    const { signal } = this.over;
    while (!signal.aborted) {
      const connection = await this.deps.connect();
      if (connection === null) return this.stop();
      // What changed while nobody watched is not known.
      if (connection === 'later' || !(await this.watch(connection))) this.touch();
      await delay(this.deps.clock, WATCH_AGAIN_MS, signal);
    }
  }

  /** Saves nothing from then on; what is being saved goes on. */
  stop(): void {
    this.over.abort();
    this.cancelTimer();
  }

  /** What changed is saved when resolved, or could not be. */
  async flush(): Promise<void> {
    this.cancelTimer();
    await this.saving;
    if (this.isDirty) await this.save();
    await this.saving;
  }

  private async watch(connection: WorkspaceConnection): Promise<boolean> {
    const { signal } = this.over;
    const events = await connection.files.watch('', { recursive: true, signal });
    if (events.isErr()) return false;
    this.touch();
    for await (const event of events.value) {
      if (event.type === 'failed') break;
      if (!('path' in event) || !this.deps.isExcluded(event.path)) this.touch();
    }
    return true;
  }

  private touch(): void {
    if (this.over.signal.aborted) return;
    this.changes += 1;
    this.dirtySince ??= this.deps.clock.now();
    if (!this.isSaving && this.failures === 0) this.schedule();
  }

  private schedule(): void {
    if (this.dirtySince === null || this.over.signal.aborted) return;
    const { clock, options } = this.deps;
    const latest = this.dirtySince + options.maxIntervalMs - clock.now();
    const backoff = Math.min(options.debounceMs * 2 ** this.failures, MAX_BACKOFF_MS);
    const waitMs = this.failures > 0 ? backoff : Math.max(0, Math.min(options.debounceMs, latest));
    this.cancelTimer();
    this.cancelTimer = clock.setTimer(waitMs, () => {
      void this.save();
    });
  }

  private save(): Promise<void> {
    if (this.isSaving) return this.saving;
    this.isSaving = true;
    this.saving = this.saveOnce().finally(() => {
      this.isSaving = false;
      this.schedule();
    });
    return this.saving;
  }

  private async saveOnce(): Promise<void> {
    const { changes } = this;
    const since = this.deps.clock.now();
    const saved = await this.deps.save();
    if (saved.isErr()) {
      this.failures += 1;
      return;
    }
    this.failures = 0;
    this.dirtySince = this.changes === changes ? null : since;
  }
}
