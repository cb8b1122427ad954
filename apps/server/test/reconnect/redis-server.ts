import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@carrel/conformance';
import { eventually } from '../eventually.js';

/** What keeps a test from having a Redis of its own here; `null` when nothing does. */
export function missingRedis(): string | null {
  const found = spawnSync('redis-server', ['--version']).status === 0;
  return found ? null : 'there is no redis-server; install the package redis-server';
}

/** A Redis of its own on the loopback, which keeps what it acknowledged through a crash. */
export class RedisServer implements AsyncDisposable {
  private child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly directory: string,
  ) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), mkdtempSync(join(tmpdir(), 'carrel-redis-')));
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${String(this.port)}`;
  }

  /** Starts it, with what it had. */
  async run(): Promise<void> {
    const place = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.directory];
    const keeping = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--loglevel', 'warning'];
    this.child = spawn('redis-server', [...place, ...keeping], { stdio: 'ignore' });
    await eventually(() => this.answers(), 30_000);
  }

  /** Ends it in the middle of whatever it does. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Halts it, or lets it go on: connections stay, and nothing answers. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGCONT');
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write('PING\r\n'));
      socket.setTimeout(1_000, () => socket.destroy());
      socket.on('error', () => undefined);
      socket.on('data', (answer) => {
        resolve(answer.toString().startsWith('+PONG'));
        socket.destroy();
      });
      socket.on('close', () => {
        resolve(false);
      });
    });
  }
}
