import { delay, type Clock, type Result } from '../kernel/index.js';
import type { ConnectionLimit, Exit, ProcessNotStartable, TerminalSize } from '../runtime/index.js';
import type { MemoryPipe } from './memory-pipe.js';
import type { MemoryPorts } from './memory-ports.js';
import type { ChildOptions, ChildProcess, Program, ProgramFiles, ProgramProcess } from './memory-program.js';

/** How a task ended. `outOfMemory` says that it was killed because of what it claimed. */
export type TaskExit = Pick<Exit, 'code' | 'signal'> & { readonly outOfMemory: boolean };

/** What a task needs of the process tree and the box that it belongs to. */
export interface TaskWorld {
  readonly clock: Clock;
  readonly terminal: () => TerminalSize | null;
  readonly write: (task: MemoryTask, channel: 'stdout' | 'stderr', data: Uint8Array) => void;
  readonly spawn: (
    task: MemoryTask,
    argv: readonly string[],
    options: ChildOptions,
  ) => Result<ChildProcess, ProcessNotStartable | ConnectionLimit>;
  readonly kill: (pid: number, name: string) => boolean;
  readonly listen: MemoryPorts['listen'];
  /** Whether the box has so much memory for the task. */
  readonly claim: (task: MemoryTask) => boolean;
  /** Resolves when the box is not frozen. */
  readonly thawed: () => Promise<void>;
  readonly ended: (task: MemoryTask, exit: TaskExit) => void;
}

export interface TaskSpec {
  readonly pid: number;
  /** The process group; the task's own pid for one that leads a group. */
  readonly group: number;
  readonly program: Program;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly files: ProgramFiles;
  readonly stdin: MemoryPipe;
  /** Whether it holds the output of its tree open. */
  readonly output: boolean;
}

/** Signals that do nothing to a process which does not handle them. Stopping is not simulated. */
const HARMLESS = new Set(['SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGWINCH']);

/** How much a task writes before others get their turn. */
const TURN_BYTES = 65_536;
const TURN_WRITES = 256;

/** One simulated process, from its start to its end. */
export class MemoryTask {
  claimedBytes = 0;
  private exit: TaskExit | null = null;
  private readonly over = new AbortController();
  private readonly handlers = new Map<string, (() => void) | 'ignore'>();
  private writtenBytes = 0;
  private writes = 0;

  constructor(
    readonly spec: TaskSpec,
    private readonly world: TaskWorld,
  ) {}

  get running(): boolean {
    return this.exit === null;
  }

  /** Runs the program; it has not begun to act when this returns. */
  start(): void {
    void Promise.resolve()
      .then(() => this.spec.program(this.door()))
      .then(
        (code) => {
          this.end({ code: typeof code === 'number' ? code : 0, signal: null });
        },
        async (error: unknown) => {
          await this.write('stderr', `${error instanceof Error ? error.message : String(error)}\n`);
          this.end({ code: 1, signal: null });
        },
      );
  }

  deliver(name: string): void {
    if (!this.running) return;
    const handler = name === 'SIGKILL' ? undefined : this.handlers.get(name);
    if (handler === 'ignore') return;
    if (handler !== undefined) handler();
    else if (!HARMLESS.has(name)) this.end({ code: null, signal: name });
  }

  private end(exit: Pick<Exit, 'code' | 'signal'>, outOfMemory = false): void {
    if (this.exit !== null) return;
    this.exit = { ...exit, outOfMemory };
    this.claimedBytes = 0;
    this.over.abort();
    this.world.ended(this, this.exit);
  }

  private door(): ProgramProcess {
    const { spec, world } = this;
    const { argv, cwd, env, files, pid } = spec;
    return {
      argv,
      cwd,
      env,
      files,
      pid,
      clock: world.clock,
      stdin: this.input(),
      get terminal() {
        return world.terminal();
      },
      signal: this.over.signal,
      write: (channel, data) => this.write(channel, data),
      sleep: (ms) => this.sleep(ms),
      onSignal: (name, handler) => this.handlers.set(name, handler),
      kill: (pid, name) => world.kill(pid, name),
      exit: (code) => {
        this.end({ code, signal: null });
      },
      spawn: (argv, options = {}) => world.spawn(this, argv, options),
      closeStdin: () => {
        spec.stdin.abandon();
      },
      claimMemory: (bytes) => this.claim(bytes),
      listen: (port, serve) => world.listen(port, { serve, running: this.over.signal }),
    };
  }

  private async write(channel: 'stdout' | 'stderr', data: string | Uint8Array): Promise<void> {
    await this.turn();
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    this.world.write(this, channel, bytes);
    this.writes += 1;
    this.writtenBytes += bytes.length;
    if (this.writes >= TURN_WRITES || this.writtenBytes >= TURN_BYTES) {
      this.writes = 0;
      this.writtenBytes = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.turn();
  }

  private async sleep(ms: number): Promise<void> {
    await delay(this.world.clock, ms, this.over.signal);
    await this.turn();
  }

  private async *input(): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of this.spec.stdin.read(this.over.signal)) {
      await this.turn();
      yield chunk;
    }
    await this.turn();
  }

  private async claim(bytes: number): Promise<void> {
    this.claimedBytes += bytes;
    if (!this.world.claim(this)) this.end({ code: null, signal: 'SIGKILL' }, true);
    await this.turn();
  }

  /** Waits until the task may act; for ever when it is over. */
  private async turn(): Promise<void> {
    if (this.running) await this.world.thawed();
    if (!this.running) await new Promise(() => undefined);
  }
}
