import {
  err,
  ok,
  ResultAsync,
  timeLimit,
  toTimestamp,
  type Clock,
  type IdSource,
  type Result,
} from '../kernel/index.js';
import type { RuntimeError, RuntimeHandle, WorkspaceConnection, WorkspaceRuntime } from '../runtime/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import { PoolBell } from './pool-bell.js';
import type { PoolMetrics } from './pool-metrics.js';
import type { PoolPlan } from './pool-plan.js';
import { POOL_SESSION, POOL_TENANT, type PoolBox } from './pool-records.js';
import type { PoolRepository } from './pool-repository.js';
import { PoolSetbacks } from './pool-setbacks.js';
import { warmUp } from './pool-warm-up.js';
import type { PoolShelf } from './pool-shelf.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';

export interface PoolFillerDeps {
  readonly repository: PoolRepository;
  readonly shelf: PoolShelf;
  readonly runtime: WorkspaceRuntime;
  readonly plans: readonly PoolPlan[];
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly metrics: PoolMetrics;
  readonly installationId: string;
  /** Names this life of this process. */
  readonly holder: string;
  readonly options: ResolvedWorkspaceOptions;
}

type FillError = RuntimeError | RecordError | StoreError;

interface MadeBox {
  readonly handle: RuntimeHandle;
  readonly connection: WorkspaceConnection;
}

/** How often it is looked whether another replica took a box. */
const LOOK_MS = 1_000;
/** How long after a box was taken the next one is begun. */
const PAUSE_MS = 25;
/** How long past its time a making is believed to go on. */
const MARGIN_MS = 10_000;

/** Makes the boxes that the pool lacks. Only the leader fills; two that both think they lead make no more than one would. */
export class PoolFiller {
  private readonly bell = new PoolBell();
  private readonly setbacks: PoolSetbacks;
  private readonly working = new Set<Promise<void>>();
  /** How many of them make a box now, as many at once as may be. */
  private turns = 0;
  /** By shape, those whose intent is not on record yet. */
  private readonly preparing = new Map<string, number>();
  private readonly making = new Set<string>();
  /** The shapes whose image was there, until a box of theirs could not be made. */
  private readonly prepared = new Set<string>();

  constructor(private readonly deps: PoolFillerDeps) {
    const { clock, options } = deps;
    this.setbacks = new PoolSetbacks(clock, { firstMs: options.poolRetryMs, maxMs: options.poolMaxRetryMs });
  }

  /** Resolves after `signal` fired, when nothing is being made any more. */
  async fill(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.beginMissing(signal);
      await this.bell.wait(this.deps.clock, LOOK_MS, signal);
    }
    await Promise.all(this.working);
  }

  /** A box was taken. Whoever took it has the machine to themselves for the moment of their first command. */
  kick(): void {
    this.deps.clock.setTimer(PAUSE_MS, () => {
      this.bell.ring();
    });
  }

  /** Whether this replica is making the box. */
  isMaking(token: string): boolean {
    return this.making.has(token);
  }

  /** One of each shape in turn, so that none waits until another one's boxes are all there. */
  private async beginMissing(signal: AbortSignal): Promise<void> {
    const { options, plans } = this.deps;
    for (let begun = true; begun;) {
      begun = false;
      for (const plan of plans) {
        if (signal.aborted || this.turns >= options.poolFillsAtOnce) return;
        if (!(await this.lacks(plan))) continue;
        begun = true;
        this.begin(plan, signal);
      }
    }
  }

  private async lacks({ shape: { key }, size }: PoolPlan): Promise<boolean> {
    if (this.setbacks.holdsUp(key)) return false;
    const count = await this.deps.repository.count(key);
    return count.isOk() && count.value + (this.preparing.get(key) ?? 0) < size;
  }

  private begin(plan: PoolPlan, signal: AbortSignal): void {
    this.turns += 1;
    const work = this.makeOne(plan, signal).finally(() => this.working.delete(work));
    this.working.add(work);
  }

  private async makeOne(plan: PoolPlan, signal: AbortSignal): Promise<void> {
    const token = this.deps.ids.nextBody();
    // Before it is on record, since one that nobody makes is taken for given up.
    this.making.add(token);
    try {
      const made = await this.inTurn(token, plan, signal);
      if (made.isErr() || made.value === null) return;
      const kept = await this.keep(token, made.value);
      if (kept.isOk()) {
        this.setbacks.clear(plan.shape.key);
        this.deps.metrics.filled.add(1, { languages: plan.name });
      } else this.setBack(plan, kept.error, signal);
    } finally {
      this.making.delete(token);
    }
  }

  /** The turn is over before the box is on record, which it then is in one commit with the intent of the next one. */
  private async inTurn(token: string, plan: PoolPlan, signal: AbortSignal): Promise<Result<MadeBox | null, FillError>> {
    try {
      const made = await this.attempt(token, plan, signal);
      if (made.isErr()) this.setBack(plan, made.error, signal);
      return made;
    } finally {
      this.turns -= 1;
      this.bell.ring();
    }
  }

  private setBack({ name, shape: { key } }: PoolPlan, error: FillError, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.setbacks.add(key);
    this.prepared.delete(key);
    this.deps.metrics.failures.add(1, { languages: name });
    this.deps.logger.warn({ languages: name, error }, 'no box made for the pool');
  }

  /** `null` where the pool lacked none any more; nothing is left of one that could not be made. */
  private async attempt(
    token: string,
    plan: PoolPlan,
    signal: AbortSignal,
  ): Promise<Result<MadeBox | null, FillError>> {
    const begun = await this.prepare(plan, signal, () => this.intend(token, plan));
    if (begun.isErr()) return err(begun.error);
    if (!begun.value) return ok(null);
    const made = await this.inTime(this.deps.options.startTimeoutMs, signal, (call) => this.make(token, plan, call));
    if (made.isErr()) await this.undo(token, null);
    return made;
  }

  private async prepare(
    { shape: { image, key } }: PoolPlan,
    signal: AbortSignal,
    intend: () => ResultAsync<boolean, FillError>,
  ): Promise<Result<boolean, FillError>> {
    const { options, runtime } = this.deps;
    this.preparing.set(key, (this.preparing.get(key) ?? 0) + 1);
    try {
      if (image !== null && !this.prepared.has(key)) {
        const ready = await this.inTime(options.imageTimeoutMs, signal, (call) =>
          runtime.prepareImage(image, { signal: call }),
        );
        if (ready.isErr()) return err(ready.error);
        this.prepared.add(key);
      }
      return await intend();
    } finally {
      this.preparing.set(key, (this.preparing.get(key) ?? 1) - 1);
    }
  }

  private intend(token: string, { shape, size }: PoolPlan): ResultAsync<boolean, FillError> {
    const { clock, holder, options, repository } = this.deps;
    const now = toTimestamp(clock.now());
    const holdUntil = toTimestamp(clock.now() + options.startTimeoutMs + MARGIN_MS);
    const box: PoolBox = {
      ...{ token, shape: shape.key, stock: 'making', holder, holdUntil, createdAt: now, changedAt: now },
    };
    return repository.begin(box, size);
  }

  private make(token: string, { shape }: PoolPlan, signal: AbortSignal): ResultAsync<MadeBox, RuntimeError> {
    const { installationId, runtime } = this.deps;
    const identity = { installationId, tenantId: POOL_TENANT, sessionId: POOL_SESSION, incarnation: 1 };
    return runtime.create({ ...shape.spec, ...identity, intentToken: token, env: {} }, { signal }).andThen((handle) =>
      runtime
        .start(handle, { signal })
        .andThen(() => runtime.connect(handle, { signal }))
        .andThen((connection) =>
          ResultAsync.fromSafePromise(warmUp(connection, signal)).map(() => ({ handle, connection })),
        ),
    );
  }

  private async keep(token: string, { handle, connection }: MadeBox): Promise<Result<void, FillError>> {
    const { clock, repository, shelf } = this.deps;
    const changedAt = toTimestamp(clock.now());
    const warm = await repository.warmed(token, { handle, life: connection.life, changedAt });
    if (warm.isOk() && warm.value !== null) await shelf.put(warm.value, connection);
    else await this.undo(token, { handle, connection });
    return warm.map(() => undefined);
  }

  /** What cannot be taken away now is nobody's without its record, which is what the sweep looks for. */
  private async undo(token: string, made: MadeBox | null): Promise<void> {
    const { installationId, logger, repository, runtime } = this.deps;
    await made?.connection.close();
    const given = await repository.giveUp(token);
    if (given.isErr()) logger.warn({ error: given.error }, 'box of the pool not given up yet');
    if (given.isErr() || !given.value) return;
    const boxes = made === null ? await runtime.list({ installationId }) : ok([made]);
    const ours = boxes.unwrapOr([]).filter(({ handle }) => handle.intentToken === token);
    const gone = await ResultAsync.combine(ours.map(({ handle }) => runtime.remove(handle)));
    if (gone.isErr()) logger.warn({ error: gone.error }, 'box of the pool not removed yet');
  }

  private async inTime<T>(
    timeoutMs: number,
    until: AbortSignal,
    work: (signal: AbortSignal) => ResultAsync<T, RuntimeError>,
  ): Promise<Result<T, RuntimeError>> {
    const { cancel, signal } = timeLimit(this.deps.clock, timeoutMs, until);
    try {
      return await work(signal);
    } finally {
      cancel();
    }
  }
}
