import type { ApiClient } from '../api-client.js';
import { ServerProcess, type DataDir, type LaunchedServer } from '../server-process.js';
import type { Chance } from './chance.js';
import type { Door } from './hand.js';

interface Replica {
  readonly launched: LaunchedServer;
  readonly server: ServerProcess;
}

/** Servers on the same data; a request goes to any of them. */
export class Replicas implements Door, AsyncDisposable {
  private constructor(
    private living: readonly Replica[],
    private readonly chance: Chance,
  ) {}

  static async start(
    count: number,
    {
      dataDir,
      chance,
      env,
    }: { readonly dataDir: DataDir; readonly chance: Chance; readonly env: Readonly<Record<string, string>> },
  ): Promise<Replicas> {
    const living: Replica[] = [];
    for (let made = 0; made < count; made += 1) {
      const launched = ServerProcess.launch(dataDir, ['--quiet', '--runtime', 'docker'], env);
      living.push({ launched, server: await launched.listening });
    }
    return new Replicas(living, chance);
  }

  client(): Promise<ApiClient> {
    const replica = this.living[this.chance.below(this.living.length)];
    if (replica === undefined) throw new Error('No server is left.');
    return Promise.resolve(replica.server.client);
  }

  /** The pids of those that live. */
  get pids(): readonly (number | undefined)[] {
    return this.living.map(({ launched }) => launched.pid);
  }

  /** Killed when this resolves; nothing is sent to it any more. */
  async kill(pid: number): Promise<void> {
    const killed = this.living.filter(({ launched }) => launched.pid === pid);
    this.living = this.living.filter(({ launched }) => launched.pid !== pid);
    await Promise.all(killed.map(({ launched }) => launched.end('SIGKILL')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.living.map(({ launched }) => launched.end('SIGKILL')));
  }
}
