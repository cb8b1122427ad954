import type { CommandId, InvalidInput, SessionId, TenantId, UserId } from '../kernel/index.js';
import type { Exit, OutputChannel } from '../runtime/index.js';
import type { Entity } from '../store/index.js';
import type { CommandError } from './command-errors.js';
import type { ReachError } from './workspace-errors.js';

/** What to run, and how. Durations in milliseconds, sizes in bytes. */
export interface CommandInput {
  /** Relative to the workspace's root. @default the root */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Given whole to the program's standard input, which then ends. */
  readonly stdin?: string | Uint8Array;
  /** Ends the whole process tree after this time. @default `commands.defaultTimeoutMs` for `run`, none for `start` */
  readonly timeoutMs?: number;
  /** Ends the whole process tree when it has written more. @default `commands.maxOutputBytes` */
  readonly maxOutputBytes?: number;
}

/** Either the argv itself, or a text for `/bin/sh -c`. */
export type CommandLine = { readonly argv: readonly string[] } | { readonly shell: string };

/** How a command ended, and all it wrote. A non-zero exit code is a value like any other. */
export interface CommandResult {
  readonly id: CommandId;
  /** `null` when a signal ended it or it was lost. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly reason: Exit['reason'];
  /** Decoded as UTF-8; what is not becomes U+FFFD. */
  readonly stdout: string;
  readonly stderr: string;
  /** Whether it wrote more than is here. */
  readonly truncated: boolean;
  readonly durationMs: number;
}

/** What is on record of a command. */
export interface Command extends Entity, Partial<CommandEnd> {
  readonly id: CommandId;
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  /** The life of the workspace it runs in. */
  readonly incarnation: number;
  /** At most about 16 kB of it; an ellipsis stands for the rest. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly startedBy: UserId;
  readonly state: 'running' | 'exited';
}

/** How a command ended. */
export interface CommandEnd {
  readonly exit: Exit;
  readonly endedAt: string;
  readonly truncated: boolean;
  /** How many bytes it is known to have written. */
  readonly outputEnd: number;
}

/** Offsets count all bytes of the command's output from 0. The last event is `exit` or `failed`. */
export type CommandEvent =
  | { readonly type: 'output'; readonly offset: number; readonly channel: OutputChannel; readonly data: Uint8Array }
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | { readonly type: 'exit'; readonly exit: Exit; readonly end: number; readonly truncated: boolean }
  /** The workspace cannot be reached; ask again from the offset after the last byte. */
  | { readonly type: 'failed'; readonly error: ReachError | CommandError | InvalidInput };

export interface CodeFile {
  /** Relative to the directory of the run. */
  readonly path: string;
  readonly content: string;
}

/** A program to build and run. */
export interface RunCode {
  /** Id or alias of the catalogue. */
  readonly language: string;
  /** At least one. The main one is called `main` with an extension of the language, or is the first of the language. */
  readonly files: readonly CodeFile[];
  readonly args?: readonly string[];
  readonly stdin?: string | Uint8Array;
  /** Of the program; building it has a time of its own. @default the language's own */
  readonly timeoutMs?: number;
}

/** How one stage of a run of code ended. */
export type CodeStage = Omit<CommandResult, 'id'>;

export interface CodeResult {
  /** Absent where the language has nothing to compile. */
  readonly compile?: CodeStage;
  /** Absent when the compilation did not succeed. */
  readonly run?: CodeStage;
}
