import type { Caller, CarrelError, ResultAsync, SessionId } from '../kernel/index.js';

/** A program of the session, and what it reads. */
export interface FormatRun {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly stdin: Uint8Array;
  readonly timeoutMs: number;
}

/** What came of it; `exitCode` is `null` where a signal or its time ended it. */
export interface FormatResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

/** What plans run formatters of projects by: a `CommandService` is one. Each call checks what its caller may do. */
export interface CodeCommands {
  run(
    caller: Caller,
    sessionId: SessionId,
    call: { readonly request: FormatRun; readonly signal?: AbortSignal | undefined },
  ): ResultAsync<FormatResult, CarrelError>;
}
