import { delay, type CarrelError, type Clock } from '../kernel/index.js';
import { isGoneProcess } from '../leases/index.js';
import type { Gauge, Histogram, Logger, Metrics } from '../telemetry/index.js';
import type { AdmittedStart, StartAdmission } from './start-admission.js';
import { WaitingCallers } from './waiting-callers.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { Hold, WorkspaceKey } from './workspace-repository.js';

export interface StartTurnsDeps {
  readonly admission: StartAdmission;
  readonly feed: WorkspaceFeed;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Who makes the starts that are admitted. */
export interface StartMaker {
  hold(): Hold;
  start(admitted: AdmittedStart): void;
}

/** How often the counters are compared with what is active. */
const CHECK_MS = 60_000;
/** How long nothing is heard of a workspace before it is looked at again. */
const LOOK_AGAIN_MS = 1_000;
/** Where the waits of starts are counted, in seconds. */
const WAIT_BUCKETS = [0.1, 1, 10, 60, 600, 3_600];

/**
 * Lets starts that wait have their turn: when this replica gave room back, and at each sweep of the reconciler, which is also what
 * happens after a restart. Whoever admits a start makes it.
 */
export class StartTurns {
  /** Those who want a start only while they wait for it. */
  readonly callers: WaitingCallers;
  private maker: StartMaker | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private closed = false;
  private inTransaction = false;
  private nextCheckAt = 0;
  private readonly length: Gauge;
  private readonly waits: Histogram;

  constructor(private readonly deps: StartTurnsDeps) {
    this.callers = new WaitingCallers({
      abandon: (key) => this.abandon(key),
      keep: (key) => this.keep(key),
      changed: (key) => this.changed(key),
    });
    this.length = deps.metrics.gauge('carrel_queue_length', { help: 'How many starts wait for room.' });
    this.waits = deps.metrics.histogram('carrel_queue_wait_seconds', {
      help: 'How long admitted starts had waited for room, in seconds.',
      buckets: WAIT_BUCKETS,
    });
  }

  /** Says who makes what is admitted; before that nobody is. */
  serve(maker: StartMaker): void {
    this.maker = maker;
  }

  /** Whether this replica may have admitted starts that it does not know of yet. */
  get admitting(): boolean {
    return this.inTransaction;
  }

  /** Room may have come free: lets those who wait have it, in the background. */
  kick(): void {
    if (this.closed) return;
    this.again = true;
    this.running ??= this.admitWhileAsked().finally(() => {
      this.running = undefined;
    });
  }

  /** Gives up those who waited too long or whom nobody waits for, lets others have their turn, and compares the counters. */
  async sweep(): Promise<void> {
    if (this.closed) return;
    await this.expire();
    await this.abandonOfGone();
    await this.check();
    this.kick();
    await this.running;
  }

  /** Admits nobody from then on; resolves when the admission under way is over. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
  }

  private async admitWhileAsked(): Promise<void> {
    while (this.again && !this.closed) {
      this.again = false;
      const state = await this.deps.admission.state();
      if (state.isErr()) return this.report('queue not read', state.error);
      this.length.set(state.value.length);
      if (state.value.length > 0) await this.admitAll();
    }
  }

  private async admitAll(): Promise<void> {
    const { admission, clock, feed } = this.deps;
    while (!this.closed && this.maker !== undefined) {
      this.inTransaction = true;
      const moved = await admission.admit(this.maker.hold());
      if (moved.isOk()) for (const start of moved.value.admitted) this.maker.start(start);
      this.inTransaction = false;
      if (moved.isErr()) return this.report('waiting starts not admitted', moved.error);
      const { admitted, ended } = moved.value;
      for (const { workspace } of admitted) {
        this.waits.observe((clock.now() - Date.parse(workspace.createdAt)) / 1_000);
      }
      for (const workspace of ended) feed.publish(workspace);
      if (admitted.length + ended.length === 0) return;
    }
  }

  private async expire(): Promise<void> {
    const expired = await this.deps.admission.expire();
    if (expired.isErr()) return this.report('late starts not given up', expired.error);
    for (const workspace of expired.value) this.deps.feed.publish(workspace);
  }

  private async abandonOfGone(): Promise<void> {
    const state = await this.deps.admission.state();
    if (state.isErr() || state.value.length === 0) return;
    const waiting = await this.deps.admission.order();
    if (waiting.isErr()) return this.report('queue not read', waiting.error);
    for (const { sessionId, tenantId, waiter } of waiting.value.order) {
      if (waiter !== undefined && isGoneProcess(waiter)) await this.abandon({ tenantId, sessionId });
    }
  }

  private async check(): Promise<void> {
    const { admission, clock, logger } = this.deps;
    if (clock.now() < this.nextCheckAt) return;
    this.nextCheckAt = clock.now() + CHECK_MS;
    const wrong = await admission.check();
    if (wrong.isErr()) this.report('capacity not checked', wrong.error);
    else if (wrong.value.length > 0)
      logger.warn({ counters: wrong.value }, 'capacity was counted wrong, and is repaired');
  }

  private async abandon(key: WorkspaceKey): Promise<boolean> {
    const given = await this.deps.admission.abandon(key);
    if (given.isErr()) this.report('waiting start not given up', given.error);
    if (given.isErr() || given.value === null) return false;
    this.deps.feed.publish(given.value);
    this.kick();
    return true;
  }

  private async changed({ sessionId }: WorkspaceKey): Promise<void> {
    const changed = new AbortController();
    const unwatch = this.deps.feed.watch(sessionId, () => {
      changed.abort();
    });
    await delay(this.deps.clock, LOOK_AGAIN_MS, changed.signal);
    unwatch();
  }

  private async keep(key: WorkspaceKey): Promise<void> {
    const kept = await this.deps.admission.keep(key);
    if (kept.isErr()) this.report('waiting start not kept', kept.error);
  }

  private report(what: string, error: CarrelError): void {
    this.deps.logger.warn({ error }, what);
  }
}
