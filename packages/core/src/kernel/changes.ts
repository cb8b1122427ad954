/** Lets whoever looks at something wait until it is worth to look again. */
export class Changes {
  private readonly waiting = new Set<() => void>();

  /** Resolves at the next change, and when `over` fires. */
  next(over: AbortSignal): Promise<void> {
    if (over.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = () => {
        this.waiting.delete(finish);
        over.removeEventListener('abort', finish);
        resolve();
      };
      this.waiting.add(finish);
      over.addEventListener('abort', finish, { once: true });
    });
  }

  /** Has everybody who waits look again. */
  tell(): void {
    for (const finish of [...this.waiting]) finish();
  }
}
