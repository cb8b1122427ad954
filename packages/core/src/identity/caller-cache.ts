import type { AgentId, AuthSessionId, Caller, UserId } from '../kernel/index.js';
import { noopMetrics, type Counter, type Metrics } from '../telemetry/index.js';
import type { Ended } from './ended-feed.js';

/** A caller as its token makes it, whatever the request. */
export type KnownCaller = Omit<Caller, 'requestId'>;

interface Entry {
  readonly caller: KnownCaller;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
}

/**
 * Whom verified tokens stand for, by the digest of the token; the least recently used are forgotten past `maxEntries`.
 *
 * What is dropped is refused from then on, also when its check is under way: take a `mark` before the check and give it to `put`.
 */
export class CallerCache {
  private readonly entries = new Map<string, Entry>();
  private drops = 0;
  private readonly lookups: Counter<'cache' | 'outcome'>;

  /** @param ended is told what was dropped for good. @default nobody */
  constructor(
    private readonly maxEntries: number,
    private readonly ended: (ended: Ended) => void = () => undefined,
    metrics: Metrics = noopMetrics,
  ) {
    this.lookups = metrics.counter('carrel_cache_lookups_total', {
      help: 'How often a cache was asked, by whether it knew.',
      labels: ['cache', 'outcome'],
    });
  }

  get(digest: string, nowMs: number): KnownCaller | null {
    const known = this.find(digest, nowMs);
    this.lookups.add(1, { cache: 'callers', outcome: known === null ? 'miss' : 'hit' });
    return known;
  }

  private find(digest: string, nowMs: number): KnownCaller | null {
    const entry = this.entries.get(digest);
    if (entry === undefined) return null;
    this.entries.delete(digest);
    if (entry.until <= nowMs) return null;
    this.entries.set(digest, entry);
    return entry.caller;
  }

  /** Names this moment, for `put`. */
  get mark(): number {
    return this.drops;
  }

  /** Remembers a caller, unless something was dropped since `mark`: it might have been this one. */
  put(digest: string, entry: Entry, mark: number): void {
    if (mark !== this.drops) return;
    this.entries.set(digest, entry);
    if (this.entries.size <= this.maxEntries) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }

  dropLogin(id: AuthSessionId): void {
    this.heed({ kind: 'login', id });
    this.ended({ kind: 'login', id });
  }

  /** Forgets every login and agent of the user. */
  dropUser(id: UserId): void {
    this.heed({ kind: 'user', id });
    this.ended({ kind: 'user', id });
  }

  dropAgent(id: AgentId): void {
    this.heed({ kind: 'agent', id });
    this.ended({ kind: 'agent', id });
  }

  /** Forgets whom this concerns, and tells nobody. */
  heed({ kind, id }: Ended): void {
    this.drop((caller) => id === { login: caller.authSessionId, user: caller.userId, agent: caller.agentId }[kind]);
  }

  clear(): void {
    this.drop(() => true);
  }

  private drop(isMeant: (caller: KnownCaller) => boolean): void {
    this.drops += 1;
    for (const [digest, { caller }] of this.entries) {
      if (isMeant(caller)) this.entries.delete(digest);
    }
  }
}
