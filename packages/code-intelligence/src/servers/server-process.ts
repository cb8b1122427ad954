import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { systemClock, type Clock } from '@carrel/core/kernel';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import type { ServerProgram } from './server-definition.js';

export interface ServerProcessOptions {
  readonly program: ServerProgram;
  /** Where it runs; its home and its temporary files are in `home`, which is not part of what it looks at. */
  readonly directory: string;
  readonly home: string;
  /** How much of what it writes to its error output is kept, from the end. @default 16384 */
  readonly stderrChars?: number;
  /** How long it has to end by itself before it is killed. @default 2000 */
  readonly graceMs?: number;
  readonly clock?: Clock;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const STDERR_CHARS = 16_384;
const GRACE_MS = 2_000;

/**
 * A language server's process with all that it starts, in a group of its own, and the line of messages to it.
 *
 * When the process ends, however it does, the rest of its group is killed.
 */
export class ServerProcess {
  readonly connection: MessageConnection;
  /** Resolves when the process has ended, and never rejects. */
  readonly exited: Promise<void>;
  private hasExited = false;
  private isBroken = false;
  private said = '';
  private readonly clock: Clock;

  private constructor(
    private readonly child: Child,
    private readonly options: ServerProcessOptions,
  ) {
    this.clock = options.clock ?? systemClock;
    this.connection = createMessageConnection(child.stdout, child.stdin, silentLogger);
    this.exited = new Promise((resolve) => {
      const end = () => {
        if (this.hasExited) return;
        this.hasExited = true;
        this.signalGroup('SIGKILL');
        this.connection.dispose();
        resolve();
      };
      child.once('exit', end);
      child.once('error', end);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-(options.stderrChars ?? STDERR_CHARS));
    });
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', ignore);
    // A line that is broken makes the server of no more use.
    this.connection.onError(() => {
      this.breakOff();
    });
  }

  /** A process that could not be started is one that has ended. */
  static start(options: ServerProcessOptions): ServerProcess {
    const { program, directory, home } = options;
    const child = spawn(program.program, program.args, {
      cwd: directory,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { HOME: home, TMPDIR: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home, LANG: 'C.UTF-8', PATH: home },
    });
    return new ServerProcess(child, options);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isRunning(): boolean {
    return !this.hasExited && !this.isBroken;
  }

  /** The end of what it wrote to its error output. */
  get stderr(): string {
    return this.said;
  }

  /** Ends the process and all that it started, if need be by force. Resolves when it has ended. */
  async stop(): Promise<void> {
    if (this.hasExited) return;
    this.signalGroup('SIGTERM');
    const cancel = this.clock.setTimer(this.options.graceMs ?? GRACE_MS, () => {
      this.signalGroup('SIGKILL');
    });
    await this.exited;
    cancel();
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    this.signalGroup('SIGKILL');
    await this.exited;
  }

  /** Nothing that it says from here on is heard, and it ends: it is of no more use. */
  breakOff(): void {
    this.isBroken = true;
    this.connection.dispose();
    this.signalGroup('SIGKILL');
  }

  private signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // All of it has ended.
    }
  }
}

function ignore(): void {
  // That the line is gone is known by the end of the process.
}

const silentLogger = { error: ignore, warn: ignore, info: ignore, log: ignore };
