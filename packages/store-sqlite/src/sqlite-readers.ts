import type { SqliteConnection } from './sqlite-connection.js';

/** Lends out the connections that read, each to one view at a time, in order of arrival when there are not enough. */
export class SqliteReaders {
  private readonly idle: SqliteConnection[] = [];
  private readonly waiting = new Set<(connection: SqliteConnection) => void>();
  private opened = 0;
  private whenAllBack: (() => void) | null = null;

  constructor(
    private readonly connect: () => SqliteConnection,
    private readonly limit: number,
  ) {}

  /** A connection that is free now, or `null`. May throw the driver's errors. */
  take(): SqliteConnection | null {
    const free = this.idle.pop();
    if (free !== undefined) return free;
    if (this.opened === this.limit) return null;
    const connection = this.connect();
    this.opened += 1;
    return connection;
  }

  /** The next connection that becomes free; `null` when `signal` fires before. */
  wait(signal?: AbortSignal): Promise<SqliteConnection | null> {
    return new Promise((resolve) => {
      const receive = (connection: SqliteConnection) => {
        signal?.removeEventListener('abort', leave);
        resolve(connection);
      };
      const leave = () => {
        this.waiting.delete(receive);
        resolve(null);
      };
      this.waiting.add(receive);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  giveBack(connection: SqliteConnection): void {
    const [next] = this.waiting;
    if (next !== undefined) {
      this.waiting.delete(next);
      next(connection);
      return;
    }
    this.idle.push(connection);
    if (this.idle.length === this.opened) this.whenAllBack?.();
  }

  /** Waits until every connection is back, and closes them. Nobody may take one afterwards. */
  async close(): Promise<void> {
    while (this.idle.length < this.opened) {
      await new Promise<void>((resolve) => {
        this.whenAllBack = resolve;
      });
    }
    for (const connection of this.idle.splice(0)) connection.close();
  }
}
