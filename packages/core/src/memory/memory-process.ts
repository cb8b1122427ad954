import { err, ok, OutputLog, type Clock, type Result } from '../kernel/index.js';
import {
  processNotStartable,
  processStdinClosed,
  type Exit,
  type ExitReason,
  type OutputChannel,
  type ProcessInfo,
  type ConnectionLimit,
  type ProcessNotStartable,
  type ProcessStdinClosed,
  type SpawnSpec,
  type TerminalSize,
} from '../runtime/index.js';
import { MemoryPipe } from './memory-pipe.js';
import type { ChildOptions, ChildProcess } from './memory-program.js';
import { MemoryTask, type TaskExit, type TaskSpec, type TaskWorld } from './memory-task.js';
import { MemoryTerminal, toScreen } from './memory-terminal.js';

/** What a process needs of its box. */
export interface ProcessWorld extends Pick<TaskWorld, 'clock' | 'kill' | 'claim' | 'listen' | 'thawed'> {
  readonly clock: Clock;
  /** What a program needs to run; an error when there is no such program or directory, or no room for another task. */
  readonly prepare: (
    argv: readonly string[],
    place: Pick<TaskSpec, 'env' | 'cwd'>,
  ) => Result<
    Pick<TaskSpec, 'pid' | 'program' | 'files' | 'argv' | 'cwd' | 'env'>,
    ProcessNotStartable | ConnectionLimit
  >;
  readonly began: (task: MemoryTask) => void;
  readonly ended: (task: MemoryTask) => void;
}

/** How a process ended, as its readers get it. */
export interface ProcessEnd {
  readonly exit: Exit;
  readonly truncated: boolean;
}

const GRACE_MS = 2_000;
/** How long a child that holds the output open may be silent before the end is reported without it. */
const SILENCE_MS = 50;

/** A process of a box with everything it ever started, its input, and its output, which outlives it. */
export class MemoryProcess {
  readonly log: OutputLog<OutputChannel, ProcessEnd>;
  private readonly tasks = new Set<MemoryTask>();
  /** Who waits for a child to end. */
  private readonly exits = new Map<MemoryTask, (exit: Pick<Exit, 'code' | 'signal'>) => void>();
  private readonly input = new MemoryPipe();
  private readonly terminal: MemoryTerminal | null;
  private readonly startedAt: number;
  private readonly cancelTimeout: () => void;
  private main: MemoryTask | null = null;
  private mainExit: Exit | null = null;
  private cause: ExitReason | null = null;
  private endedAt: number | null = null;
  private truncated = false;
  private cancelSilence = (): void => undefined;
  private cancelGrace = (): void => undefined;
  /** Writes take their turn, in the order of the calls. */
  private lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly spec: SpawnSpec,
    private readonly world: ProcessWorld,
  ) {
    const { retainBytes, timeoutMs } = spec.limits ?? {};
    this.log = new OutputLog(retainBytes === undefined ? {} : { retainBytes });
    this.startedAt = world.clock.now();
    this.terminal = spec.tty === undefined ? null : this.openTerminal(spec.tty);
    if (spec.stdin !== true) this.input.end();
    this.cancelTimeout =
      timeoutMs === undefined
        ? () => undefined
        : world.clock.setTimer(timeoutMs, () => {
            this.endTree('timeout');
          });
  }

  static start(spec: SpawnSpec, world: ProcessWorld, place: Pick<TaskSpec, 'env' | 'cwd'>) {
    return world.prepare(spec.argv, place).map((prepared) => {
      const process = new MemoryProcess(spec, world);
      process.main = process.begin({ ...prepared, group: prepared.pid, stdin: process.input, output: true });
      return process;
    });
  }

  get over(): boolean {
    return this.log.ended;
  }

  get info(): ProcessInfo {
    return {
      id: this.spec.id,
      label: this.spec.label ?? '',
      pid: this.main?.spec.pid ?? 0,
      startedAt: this.startedAt,
      exit: this.over ? this.mainExit : null,
      endedAt: this.endedAt,
      firstOffset: this.log.firstOffset,
      endOffset: this.log.endOffset,
      truncated: this.truncated,
    };
  }

  async writeStdin(
    data: Uint8Array,
    { end, signal }: { readonly end: boolean; readonly signal: AbortSignal },
  ): Promise<Result<void, ProcessStdinClosed>> {
    const before = this.lastWrite;
    const written = before.then(async () => {
      if (this.spec.stdin !== true || this.mainExit !== null || this.input.closed) return false;
      return this.terminal === null ? this.input.write(data, signal) : this.terminal.type(data, signal);
    });
    this.lastWrite = written;
    const taken = await written;
    // Whoever gave up is told so by the link.
    if (!taken) return signal.aborted ? ok(undefined) : err(processStdinClosed(this.spec.id));
    if (end) this.input.end();
    return ok(undefined);
  }

  resize(size: TerminalSize): void {
    if (this.mainExit === null) this.terminal?.resize(size);
  }

  signal(name: string, scope: 'group' | 'tree'): void {
    const group = this.main?.spec.group;
    for (const task of [...this.tasks]) if (scope === 'tree' || task.spec.group === group) task.deliver(name);
  }

  /** Asks everything in the tree to end, and makes it after the grace time. */
  endTree(cause: ExitReason, graceMs = this.spec.limits?.graceMs ?? GRACE_MS): void {
    if (this.mainExit === null) this.cause ??= cause;
    this.signal('SIGTERM', 'tree');
    this.cancelGrace();
    if (this.tasks.size === 0) return;
    if (graceMs <= 0) this.killAll();
    else this.cancelGrace = this.world.clock.setTimer(graceMs, this.killAll);
  }

  /** Ends everything at once, and reports nothing: the box died. */
  destroy(): void {
    this.cause = 'lost';
    this.cancelTimeout();
    this.cancelGrace();
    this.signal('SIGKILL', 'tree');
    this.cancelSilence();
  }

  private openTerminal(size: TerminalSize): MemoryTerminal {
    return new MemoryTerminal(size, {
      input: this.input,
      show: (data) => {
        this.append('tty', data);
      },
      signal: (name) => {
        this.signal(name, 'group');
      },
    });
  }

  private begin(spec: TaskSpec): MemoryTask {
    const task = new MemoryTask(spec, {
      ...this.world,
      terminal: () => this.terminal?.size ?? null,
      write: (writer, channel, data) => {
        if (!writer.spec.output) return;
        if (this.terminal === null) this.append(channel, data);
        else this.append('tty', toScreen(data));
      },
      spawn: (parent, argv, options) => this.spawnChild(parent, argv, options),
      ended: (ended, exit) => {
        this.taskEnded(ended, exit);
      },
    });
    this.tasks.add(task);
    this.world.began(task);
    task.start();
    return task;
  }

  private spawnChild(
    parent: MemoryTask,
    argv: readonly string[],
    { env, detached = false, output = 'inherit' }: ChildOptions,
  ): Result<ChildProcess, ProcessNotStartable | ConnectionLimit> {
    const { cwd, group, stdin } = parent.spec;
    if (this.mainExit !== null && this.cause !== null) return err(processNotStartable(argv[0] ?? '', 'it failed'));
    return this.world.prepare(argv, { cwd, env: { ...parent.spec.env, ...env } }).map((prepared) => {
      const child = this.begin({
        ...prepared,
        group: detached ? prepared.pid : group,
        stdin,
        output: output === 'inherit' && parent.spec.output,
      });
      const exited = new Promise<Pick<Exit, 'code' | 'signal'>>((resolve) => this.exits.set(child, resolve));
      return { pid: prepared.pid, exited };
    });
  }

  private taskEnded(task: MemoryTask, { code, signal, outOfMemory }: TaskExit): void {
    this.tasks.delete(task);
    this.world.ended(task);
    this.exits.get(task)?.({ code, signal });
    this.exits.delete(task);
    if (this.tasks.size === 0) this.cancelGrace();
    if (task === this.main) {
      const cause = outOfMemory ? 'out-of-memory' : this.cause;
      this.mainExit = { code, signal, reason: cause ?? (signal === null ? 'exited' : 'signalled') };
      this.cancelTimeout();
      this.input.abandon();
    }
    if (this.mainExit !== null) this.settle();
  }

  /** Reports the end as soon as nothing holds the output open, or what does is silent. */
  private settle(): void {
    if (this.over || this.cause === 'lost') return;
    this.cancelSilence();
    const held = [...this.tasks].some((task) => task.spec.output);
    if (held) this.cancelSilence = this.world.clock.setTimer(SILENCE_MS, this.report);
    else this.report();
  }

  private readonly killAll = (): void => {
    this.signal('SIGKILL', 'tree');
  };

  private readonly report = (): void => {
    if (this.mainExit === null || this.over) return;
    this.endedAt = this.world.clock.now();
    this.log.end({ exit: this.mainExit, truncated: this.truncated });
  };

  private append(channel: OutputChannel, data: Uint8Array): void {
    if (this.over) return;
    const { maxOutputBytes } = this.spec.limits ?? {};
    const room = maxOutputBytes === undefined ? Infinity : maxOutputBytes - this.log.endOffset;
    this.log.append(channel, data.length > room ? data.subarray(0, room) : data);
    if (data.length > room && !this.truncated) {
      this.truncated = true;
      this.endTree('output-limit');
    }
    if (this.mainExit !== null) this.settle();
  }
}
