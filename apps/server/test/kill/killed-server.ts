import type { ApiClient } from '../api-client.js';
import { ServerProcess, type DataDir, type LaunchedServer } from '../server-process.js';
import type { Door } from './hand.js';

/** A server that is killed at any moment and started again at once, on the same data. */
export class KilledServer implements Door, AsyncDisposable {
  private life: LaunchedServer;
  private lives = 0;
  private listens = false;
  /** What went wrong that no kill explains. */
  readonly problems: string[] = [];
  /** How often it was killed before it listened, and while it served. */
  readonly kills = { starting: 0, serving: 0 };

  constructor(
    private readonly dataDir: DataDir,
    private readonly args: readonly string[],
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.life = this.launch();
  }

  async client(): Promise<ApiClient> {
    for (;;) {
      const { life } = this;
      const server = await life.listening.catch(() => null);
      if (server !== null && life === this.life) return server.client;
      // A life that ended by itself is not replaced by anybody.
      if (life === this.life) throw new Error('The server ended by itself.');
    }
  }

  /** Killed now; the next life is on its way when this resolves. */
  async kill(): Promise<void> {
    this.kills[this.listens ? 'serving' : 'starting'] += 1;
    await this.end();
    this.life = this.launch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  private async end(): Promise<void> {
    const { signal, code, stderr } = await this.life.end('SIGKILL');
    if (signal !== 'SIGKILL') this.problems.push(`It ended by itself with ${String(code)}: ${stderr}`);
  }

  private launch(): LaunchedServer {
    const number = (this.lives += 1);
    this.listens = false;
    const life = ServerProcess.launch(this.dataDir, ['--quiet', ...this.args], this.env);
    life.listening.then(
      () => {
        if (number === this.lives) this.listens = true;
      },
      () => undefined,
    );
    return life;
  }
}
