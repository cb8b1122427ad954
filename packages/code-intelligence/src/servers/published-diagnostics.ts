import type { Clock } from '@carrel/core/kernel';
import type { Diagnostic } from 'vscode-languageserver-protocol';

interface Published {
  readonly version: number | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** The diagnostics that a server publishes by itself: the last ones of each file that it published lately. */
export class PublishedDiagnostics {
  private readonly published = new Map<string, Published>();
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(
    private readonly clock: Clock,
    private readonly ended: Promise<void>,
    private readonly maxFiles = 200,
  ) {}

  hear(message: unknown): void {
    const { uri, version, diagnostics } = (message ?? {}) as {
      uri?: unknown;
      version?: unknown;
      diagnostics?: unknown;
    };
    if (typeof uri !== 'string' || !Array.isArray(diagnostics)) return;
    this.published.delete(uri);
    this.published.set(uri, {
      version: typeof version === 'number' ? version : null,
      diagnostics: diagnostics as readonly Diagnostic[],
    });
    const [oldest] = this.published.keys();
    if (this.published.size > this.maxFiles && oldest !== undefined) this.published.delete(oldest);
    for (const look of [...(this.waiting.get(uri) ?? [])]) look();
  }

  /** Forgets what was published of a file. */
  forget(uri: string): void {
    this.published.delete(uri);
  }

  /**
   * What is published of a file in `version` or without one, once the server has published no more of it for `settleMs`; `null`
   * after `limitMs`, when the server ends and when `signal` fires.
   */
  async settled(
    { uri, version }: { readonly uri: string; readonly version: number },
    {
      settleMs,
      limitMs,
      signal,
    }: { readonly settleMs: number; readonly limitMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<readonly Diagnostic[] | null> {
    const isOf = (one: Published | undefined): one is Published =>
      one !== undefined && (one.version === null || one.version === version);
    return new Promise((resolve) => {
      let cancelSettle = (): void => undefined;
      const finish = (found: readonly Diagnostic[] | null) => {
        cancelSettle();
        cancelLimit();
        this.stopWaiting(uri, look);
        signal?.removeEventListener('abort', giveUp);
        resolve(found);
      };
      const giveUp = () => {
        finish(null);
      };
      const look = () => {
        cancelSettle();
        const found = this.published.get(uri);
        if (!isOf(found)) return;
        cancelSettle = this.clock.setTimer(settleMs, () => {
          finish(found.diagnostics);
        });
      };
      const cancelLimit = this.clock.setTimer(limitMs, giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      void this.ended.then(giveUp);
      this.waiting.set(uri, (this.waiting.get(uri) ?? new Set()).add(look));
      if (signal?.aborted === true) giveUp();
      else look();
    });
  }

  private stopWaiting(uri: string, look: () => void): void {
    const looks = this.waiting.get(uri);
    looks?.delete(look);
    if (looks?.size === 0) this.waiting.delete(uri);
  }
}
