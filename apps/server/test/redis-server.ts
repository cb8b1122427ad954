import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { freePort, hasBackend } from '@carrel/conformance';

const found = spawnSync('redis-server', ['--version']).status === 0;

/** Whether there is a Redis to test against. */
export const hasRedis = hasBackend(
  'Redis',
  found ? null : 'there is no redis-server; install the package redis-server',
);

/** A Redis of its own on the loopback, which keeps nothing. */
export class RedisServer implements AsyncDisposable {
  private child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly password: string,
  ) {}

  /** Not running yet. */
  static async at(password = 'secret'): Promise<RedisServer> {
    return new RedisServer(await freePort(), password);
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      CARREL_STREAMS__KIND: 'redis',
      CARREL_REDIS__URL: `redis://:${this.password}@127.0.0.1:${this.port}`,
      CARREL_REDIS__TIMEOUT_MS: '1000',
    };
  }

  start(): void {
    const address = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--requirepass', this.password];
    this.child = spawn('redis-server', [...address, '--save', '', '--dir', '/tmp'], { stdio: 'ignore' });
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
