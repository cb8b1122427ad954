import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, hasBackend } from '@carrel/conformance';
import { Redis } from 'ioredis';

const found = spawnSync('redis-server', ['--version']).status === 0;

/** Whether there is a Redis to test against. */
export const hasRedis = hasBackend(
  'Redis',
  found ? null : 'there is no redis-server; install the package redis-server',
);

/** A server of its own on the loopback, which keeps what it was told through a crash. */
export class RedisProcess implements AsyncDisposable {
  private child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly directory: string,
    private readonly args: readonly string[],
  ) {}

  static async start(...args: string[]): Promise<RedisProcess> {
    const directory = mkdtempSync(join(tmpdir(), 'carrel-redis-'));
    const server = new RedisProcess(await freePort(), directory, args);
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts the server again, with what it had. */
  async run(): Promise<void> {
    const address = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.directory];
    const keeping = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--loglevel', 'warning'];
    const child = spawn('redis-server', [...address, ...keeping, ...this.args], { stdio: 'ignore' });
    this.child = child;
    await eventually(() => this.ask((client) => client.ping()));
  }

  /** Ends it in the middle of whatever it does. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }

  /** Halts it, or lets it go on: connections stay, and nothing answers. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal);
  }

  /** What `work` gives with a client of its own. */
  async ask<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGCONT');
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
