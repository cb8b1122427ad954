import type { Clock } from '@carrel/core/kernel';

/** What a server says of work that it has begun: `$/progress`. */
export class ServerProgress {
  private readonly underWay = new Set<unknown>();
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly clock: Clock,
    private readonly maxTokens = 100,
  ) {}

  hear(message: unknown): void {
    const { token, value } = (message ?? {}) as { token?: unknown; value?: { kind?: unknown } };
    if (value?.kind === 'begin' && this.underWay.size < this.maxTokens) this.underWay.add(token);
    if (value?.kind === 'end') this.underWay.delete(token);
    if (this.underWay.size === 0) for (const goOn of [...this.waiting]) goOn();
  }

  /** Resolves when nothing is under way, after `limitMs` whatever is, or when `signal` fires. */
  async settled(limitMs: number, signal?: AbortSignal): Promise<void> {
    if (this.underWay.size === 0 || signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const goOn = () => {
        cancel();
        signal?.removeEventListener('abort', goOn);
        this.waiting.delete(goOn);
        resolve();
      };
      const cancel = this.clock.setTimer(limitMs, goOn);
      signal?.addEventListener('abort', goOn, { once: true });
      this.waiting.add(goOn);
    });
  }
}
