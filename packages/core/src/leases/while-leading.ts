import { delay, invariant, type Clock } from '../kernel/index.js';
import type { Lease } from './lease.js';
import type { Leases } from './leases.js';

export interface LeadershipOptions {
  /** The name of the lease; the same in every replica. */
  readonly name: string;
  /** Who this process is; never the same in two processes, nor in two lives of one. */
  readonly holder: string;
  /** For people: what the leader does. */
  readonly reason: string;
  /** How long a dead leader blocks the next one. Renewed three times in it. */
  readonly ttlMs: number;
  /** Ends the leadership, or the waiting for it. */
  readonly signal: AbortSignal;
  /** Called whenever this process asks and another one has the lease; the waiting goes on when it has resolved. */
  readonly onHeld?: () => Promise<void>;
}

/** What the leader does. `signal` fires when it must stop: the lease was lost, or the caller's own signal fired. */
export type LeaderJob = (signal: AbortSignal, lease: Lease) => Promise<void>;

interface LeadershipDeps {
  readonly leases: Leases;
  readonly clock: Clock;
}

/** The parts of `ttlMs` after which a leader renews and a follower asks again. */
const ATTEMPTS_PER_TTL = 3;

/**
 * Runs `job` while this process is the one leader, and waits for the leadership before.
 *
 * Resolves when `job` is done by itself or `signal` fired, after the job settled and the lease was given back. A lease that is
 * lost, or that could not be renewed until its end, fires the job's signal; when the job has settled, the waiting begins again.
 * A rejection of `job` is passed on after the lease was given back.
 */
export async function whileLeading(deps: LeadershipDeps, options: LeadershipOptions, job: LeaderJob): Promise<void> {
  while (!options.signal.aborted) {
    const lease = await untilLeading(deps, options);
    if (lease === null) return;
    const term = new Term(deps, options, lease);
    if ((await term.serve(job)) === 'done') return;
  }
}

async function untilLeading({ leases, clock }: LeadershipDeps, options: LeadershipOptions): Promise<Lease | null> {
  const { name, holder, reason, ttlMs, signal } = options;
  while (!signal.aborted) {
    const acquired = await leases.acquire({ name, holder, reason, ttlMs });
    if (acquired.isOk()) return acquired.value;
    invariant(
      acquired.error.type !== 'request/invalid',
      `leadership within the bounds of leases: ${acquired.error.message}`,
    );
    if (acquired.error.type === 'lease/held') await options.onHeld?.();
    const endsInMs = acquired.error.type === 'lease/held' ? (acquired.error.retryAfterMs ?? ttlMs) : ttlMs;
    await delay(clock, Math.max(1, Math.min(endsInMs, ttlMs / ATTEMPTS_PER_TTL)), signal);
  }
  return null;
}

/** One leadership of this process, from the lease it got until it is over. */
class Term {
  private readonly over = new AbortController();
  private lost = false;
  private cancelFence: () => void;

  constructor(
    private readonly deps: LeadershipDeps,
    private readonly options: LeadershipOptions,
    private lease: Lease,
  ) {
    this.cancelFence = this.armFence();
  }

  async serve(job: LeaderJob): Promise<'done' | 'lost'> {
    const stop = () => {
      this.over.abort();
    };
    this.options.signal.addEventListener('abort', stop, { once: true });
    if (this.options.signal.aborted) stop();
    const renewing = this.keepRenewed();
    try {
      await job(this.over.signal, this.lease);
      return this.lost ? 'lost' : 'done';
    } finally {
      this.options.signal.removeEventListener('abort', stop);
      stop();
      this.cancelFence();
      await renewing;
      await this.giveBack();
    }
  }

  private async keepRenewed(): Promise<void> {
    const { leases, clock } = this.deps;
    const { ttlMs } = this.options;
    for (;;) {
      await delay(clock, ttlMs / ATTEMPTS_PER_TTL, this.over.signal);
      if (this.over.signal.aborted) return;
      const renewed = await leases.renew(this.lease, ttlMs);
      if (renewed.isOk()) this.hold(renewed.value);
      // Another error leaves the lease ours until its end, where the fence is.
      else if (renewed.error.type === 'lease/lost') this.lose();
    }
  }

  private hold(lease: Lease): void {
    this.lease = lease;
    this.cancelFence();
    if (!this.over.signal.aborted) this.cancelFence = this.armFence();
  }

  /** Stops the job at the end of the lease even when the store does not answer. */
  private armFence(): () => void {
    const { clock } = this.deps;
    return clock.setTimer(Math.max(0, Date.parse(this.lease.expiresAt) - clock.now()), () => {
      this.lose();
    });
  }

  private lose(): void {
    this.lost = true;
    this.over.abort();
  }

  /** A lease that cannot be given back ends by itself. */
  private async giveBack(): Promise<void> {
    const released = await this.deps.leases.release(this.lease);
    released.unwrapOr(undefined);
  }
}
