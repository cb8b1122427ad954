import type { Clock, Result } from '../kernel/index.js';
import type {
  ConnectionLimit,
  Exit,
  FileEntry,
  FileError,
  ProcessNotStartable,
  TerminalSize,
} from '../runtime/index.js';

/**
 * A simulated program: a function that acts on a process until it returns its exit code, 0 when it returns nothing.
 *
 * A process that is ended from outside stops at the next thing it awaits of `process`, which then never resolves, like a
 * program that was killed; what must be given back all the same is given back when `process.signal` fires. A thrown error
 * ends it with code 1 and its message on `stderr`.
 */
export type Program =
  | ((process: ProgramProcess) => Promise<number | undefined> | number | undefined)
  | ((process: ProgramProcess) => Promise<void>)
  | ((process: ProgramProcess) => void);

/**
 * The process that a program runs in: what an operating system offers to one, as far as it is simulated. Its functions may be
 * taken out of it.
 */
export interface ProgramProcess {
  readonly pid: number;
  /** The program's name and its arguments. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  readonly clock: Clock;
  /** The files of the whole box; relative paths start from `cwd`. */
  readonly files: ProgramFiles;
  /** Everything written to the process's input, until it is closed. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** The terminal that the process runs under, as large as it is now; `null` without one. */
  readonly terminal: TerminalSize | null;
  /** Fires when the process is over, however it ended. */
  readonly signal: AbortSignal;
  /** Resolves when the bytes are out; never waits for a reader. */
  readonly write: (channel: 'stdout' | 'stderr', data: string | Uint8Array) => Promise<void>;
  /** By the box's clock. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Does `handler`, or nothing, in place of what the signal does by itself. `SIGKILL` cannot be handled. */
  readonly onSignal: (name: string, handler: (() => void) | 'ignore') => void;
  /** Sends a signal, also to the process itself; `false` when there is no such process. Signal `0` only asks. */
  readonly kill: (pid: number, name: string) => boolean;
  /** Ends the process. */
  readonly exit: (code: number) => void;
  /** Starts a child. It belongs to the same tree as the process, which it outlives. */
  readonly spawn: (
    argv: readonly string[],
    options?: ChildOptions,
  ) => Result<ChildProcess, ProcessNotStartable | ConnectionLimit>;
  /** Reads no more: whoever writes to the input is refused. */
  readonly closeStdin: () => void;
  /** Holds memory until the process is over. Past the box's limit the process is killed, as by an out-of-memory killer. */
  readonly claimMemory: (bytes: number) => Promise<void>;
  /**
   * Takes streams to the port until the process is over, each with its own call of `serve`; gives the port, which is a free one
   * for 0. When `serve` returns, its stream is closed; when it throws, the stream is broken off. Throws when the port is taken.
   */
  readonly listen: (port: number, serve: (stream: ProgramStream) => Promise<void> | void) => number;
}

/** A program's end of a stream to a port that it listens on. */
export interface ProgramStream {
  /** What the client sends until its end. Throws when the client broke the stream off. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Resolves when the client's side has taken the bytes; throws when it broke the stream off. */
  readonly write: (data: string | Uint8Array) => Promise<void>;
  /** Writes no more, and may go on reading. */
  readonly end: () => void;
}

export interface ChildOptions {
  /** Laid over the environment of the parent. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the child begins a session and a process group of its own, like a daemon. @default false */
  readonly detached?: boolean;
  /** Whether it holds the parent's output open and writes to it. @default 'inherit' */
  readonly output?: 'inherit' | 'none';
}

export interface ChildProcess {
  readonly pid: number;
  readonly exited: Promise<Pick<Exit, 'code' | 'signal'>>;
}

/** Files as a program sees them: nothing is confined, and all links are followed. */
export interface ProgramFiles {
  read(path: string): Result<Uint8Array, FileError>;
  write(path: string, data: string | Uint8Array): Result<void, FileError>;
  append(path: string, data: string | Uint8Array): Result<void, FileError>;
  list(path: string): Result<readonly FileEntry[], FileError>;
  stat(path: string): Result<FileEntry, FileError>;
  makeDirectory(path: string): Result<void, FileError>;
  /** Makes the symbolic link `path`. */
  link(path: string, target: string): Result<void, FileError>;
  /** Replaces what is at `to`, unless it is a directory. */
  rename(from: string, to: string): Result<void, FileError>;
  remove(path: string): Result<void, FileError>;
}
