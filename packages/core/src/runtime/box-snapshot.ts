import type { CallOptions } from './process.js';

/** The files of a workspace as they were at one moment. */
export interface BoxSnapshot {
  /** What `WorkspaceSpec.image` may be, so that a box begins with these files. */
  readonly image: string;
}

/** A snapshot that was taken with a token. */
export interface TokenSnapshot extends BoxSnapshot {
  readonly token: string;
}

export interface SnapshotOptions extends CallOptions {
  /** Names the intent to take it. 1 to 64 of `A-Z a-z 0-9 _ -`. @default none */
  readonly token?: string;
  /**
   * How long the caller waits at most, through `signal`. What stands still for a snapshot whose process is gone may go on after that
   * much time. @default not known
   */
  readonly timeoutMs?: number;
}
