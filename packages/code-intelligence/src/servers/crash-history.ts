import type { Clock } from '@carrel/core/kernel';

/** How many ends within how long make a server one that is left alone for a while. */
const MAX_CRASHES = 5;
const WINDOW_MS = 60_000;
/** Of how many servers the ends are known; the oldest are forgotten. */
const MAX_SERVERS = 1_000;

/** When servers ended that nobody had ended. */
export class CrashHistory {
  private readonly crashes = new Map<string, readonly number[]>();

  constructor(private readonly clock: Clock) {}

  note(id: string): void {
    const recent = [...this.recent(id), this.clock.now()].slice(-MAX_CRASHES);
    this.crashes.delete(id);
    this.crashes.set(id, recent);
    const [oldest] = this.crashes.keys();
    if (this.crashes.size > MAX_SERVERS && oldest !== undefined) this.crashes.delete(oldest);
  }

  /** Whether the server ended so often lately that it would be of no use to start it now. */
  isTooMany(id: string): boolean {
    return this.recent(id).length >= MAX_CRASHES;
  }

  private recent(id: string): readonly number[] {
    const since = this.clock.now() - WINDOW_MS;
    return (this.crashes.get(id) ?? []).filter((at) => at > since);
  }
}
