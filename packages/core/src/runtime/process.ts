import type { ResultAsync } from '../kernel/index.js';
import type { ConnectionError } from './runtime-errors.js';
import type { Exit } from './exit.js';

/** A process to run in a workspace. Core has validated and defaulted everything in it. */
export interface SpawnSpec {
  /** The caller's own name for the process, unique in the workspace: 1 to 64 of `A-Z a-z 0-9 _ -`. Never a pid. */
  readonly id: string;
  /** The program and its arguments; at least the program. It is looked up in `env.PATH`. */
  readonly argv: readonly string[];
  /** Relative to the workspace's root, or absolute inside the box. @default the root */
  readonly cwd?: string;
  /** Laid over the environment of the workspace. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether `writeStdin` may be called. Without it the process reads an end of file at once. @default false */
  readonly stdin?: boolean;
  /** Runs the process under a terminal of this size. Its output is on channel `tty`. */
  readonly tty?: TerminalSize;
  readonly limits?: ProcessLimits;
  /** A short text that comes back in `list`, for the one who started it. At most 1,024 bytes. */
  readonly label?: string;
}

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

export interface ProcessLimits {
  /**
   * Ends the whole process tree this long after the start, with reason `timeout`. Time goes on while the box is paused.
   * @default none
   */
  readonly timeoutMs?: number;
  /** Ends the whole process tree when it has written more than this, with reason `output-limit`. @default none */
  readonly maxOutputBytes?: number;
  /** How much of the latest output stays readable. @default 1 MiB */
  readonly retainBytes?: number;
  /** How long a tree that was asked to end (SIGTERM) may take before it is killed. @default 2,000 */
  readonly graceMs?: number;
}

export type OutputChannel = 'stdout' | 'stderr' | 'tty';

/**
 * What an attached reader gets, in order. Offsets count all bytes of the process's output, whatever the channel, from 0.
 * The last event is `exit`, which appears only when the process really ended, or `failed`.
 */
export type ProcessEvent =
  | { readonly type: 'output'; readonly offset: number; readonly channel: OutputChannel; readonly data: Uint8Array }
  /** The bytes from `from` up to `to` were dropped before this reader took them. */
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | { readonly type: 'exit'; readonly exit: Exit; readonly end: number; readonly truncated: boolean }
  /** The link failed. Nothing is known of the process; attach again from the offset after the last byte. */
  | { readonly type: 'failed'; readonly error: ConnectionError };

export interface ProcessInfo {
  readonly id: string;
  readonly label: string;
  readonly pid: number;
  readonly startedAt: number;
  /** `null` while it runs. */
  readonly exit: Exit | null;
  /** `null` while it runs. */
  readonly endedAt: number | null;
  /** The offset of the oldest byte that is still readable. */
  readonly firstOffset: number;
  /** How many bytes were written so far. */
  readonly endOffset: number;
  /** Whether the process was ended because of its output, or output was not kept at its end. */
  readonly truncated: boolean;
}

export interface AttachOptions {
  /** The first byte wanted. A dropped one gives a `gap` first. @default 0 */
  readonly from?: number;
  /** Ends the reading without touching the process. */
  readonly signal?: AbortSignal;
}

export interface SignalOptions {
  /** `group` reaches the process's group, `tree` everything it ever started that still runs. @default 'group' */
  readonly scope?: 'group' | 'tree';
  readonly signal?: AbortSignal;
}

export interface KillOptions extends CallOptions {
  /** How long the tree may take after SIGTERM. @default the process's own */
  readonly graceMs?: number;
}

export interface CallOptions {
  /** Gives up waiting with `request/aborted`; whether it happened is then not known. */
  readonly signal?: AbortSignal;
}

/**
 * The processes of one workspace. They and their output outlive every connection.
 *
 * An unknown id fails with `process/not-found`, except where a method says otherwise.
 */
export interface ProcessConnection {
  /**
   * Started when ok. `process/exists` when the id is taken, `process/not-startable` when the program cannot be run,
   * `connection/limit` when the box has no room for another process.
   */
  spawn(spec: SpawnSpec, options?: CallOptions): ResultAsync<ProcessInfo, ConnectionError>;
  /** `spawn`, then everything from offset 0, in one round trip. */
  spawnAttached(spec: SpawnSpec, options?: CallOptions): ResultAsync<AsyncIterable<ProcessEvent>, ConnectionError>;
  /**
   * What was kept from `from` on, then what follows, without a seam. May be called by many readers and any number of times.
   * A reader that is slower than the process for longer than the retention gets a `gap`; others and the process do not wait.
   */
  attach(id: string, options?: AttachOptions): ResultAsync<AsyncIterable<ProcessEvent>, ConnectionError>;
  /** Every process that runs, and those that ended and were not forgotten, here or by a bound of the workspace on them. */
  list(options?: CallOptions): ResultAsync<readonly ProcessInfo[], ConnectionError>;
  get(id: string, options?: CallOptions): ResultAsync<ProcessInfo, ConnectionError>;
  /**
   * Taken by the process when ok, in the order of the calls. `end` closes its input after these bytes.
   * `process/stdin-closed` when it reads no more, or was spawned without.
   */
  writeStdin(
    id: string,
    data: Uint8Array,
    options?: CallOptions & { readonly end?: boolean },
  ): ResultAsync<void, ConnectionError>;
  resize(id: string, size: TerminalSize, options?: CallOptions): ResultAsync<void, ConnectionError>;
  /** Delivered when ok; also ok when the process is over. `name` is `SIGTERM` and the like. */
  signal(id: string, name: string, options?: SignalOptions): ResultAsync<void, ConnectionError>;
  /**
   * Ends the whole tree: SIGTERM, and SIGKILL after the grace. ok when it was begun, also when the process is over. The exit,
   * with reason `cancelled`, comes to the readers.
   */
  kill(id: string, options?: KillOptions): ResultAsync<void, ConnectionError>;
  /** Drops the output and the record of a process that is over; ok also when it is unknown. `process/running` otherwise. */
  forget(id: string, options?: CallOptions): ResultAsync<void, ConnectionError>;
}
