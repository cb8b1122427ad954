import { fromBase64 } from './base64.js';
import type { CallOptions } from './client-options.js';
import { followEvents, type FollowFailed, type FollowOptions, type Meaning } from './follow-events.js';
import { path, type Http } from './http.js';
import type { Outcome } from './result.js';
import { toBytes } from './to-bytes.js';
import type { Command, CommandInput, CommandResult, Page, PageRequest } from './types.js';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly reason: CommandResult['reason'];
}

/** What a command tells. `offset` counts the bytes of both channels together. */
export type CommandEvent =
  | {
      readonly type: 'output';
      readonly offset: number;
      readonly channel: 'stdout' | 'stderr';
      readonly data: Uint8Array<ArrayBuffer>;
    }
  /** These bytes are not kept any more. */
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  /** It really ended; the last event. */
  | { readonly type: 'exit'; readonly exit: Exit; readonly end: number; readonly truncated: boolean }
  | FollowFailed;

export type CommandCall = CommandInput & CallOptions;

/** The commands of a workspace. */
export class CommandsClient {
  constructor(
    private readonly http: Http,
    private readonly sessionId: string,
  ) {}

  /**
   * Runs a program to its end; a text is run by `/bin/sh -c`. A non-zero exit code is a value. It is sent once: where the answer
   * was lost, it is not known whether it ran. `timeoutMs` is the program's time, `requestTimeoutMs` that of the call.
   */
  run(command: readonly string[] | string, options: CommandCall = {}): Outcome<CommandResult> {
    const { call, input } = split(options);
    return this.http.json({ ...this.spec, json: { ...toLine(command), ...input } }, call);
  }

  /** Starts a program that goes on by itself. It is sent once. */
  start(command: readonly string[] | string, options: CommandCall = {}): Outcome<RunningCommand> {
    const { call, input } = split(options);
    const json = { ...toLine(command), ...input, background: true };
    return this.http.json<{ readonly id: string }>({ ...this.spec, json }, call).map(({ id }) => this.handle(id));
  }

  /** A command that was started before, wherever and whenever that was. */
  get(id: string, call: CallOptions = {}): Outcome<RunningCommand> {
    return this.handle(id)
      .status(call)
      .map((command) => this.handle(command.id));
  }

  /** Those on record, the newest first. */
  list(page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<Command>> {
    return this.http.json({ method: 'GET', path: this.spec.path, query: { ...page } }, call);
  }

  private get spec() {
    return { method: 'POST', path: path`/sessions/${this.sessionId}/commands`, isWork: true } as const;
  }

  private handle(id: string): RunningCommand {
    return new RunningCommand(this.http, this.sessionId, id);
  }
}

/** A started command: its output from any offset, its input, its end. */
export class RunningCommand {
  private readonly path: string;

  constructor(
    private readonly http: Http,
    sessionId: string,
    readonly id: string,
  ) {
    this.path = path`/sessions/${sessionId}/commands/${id}`;
  }

  /** How it stands now. */
  status(call: CallOptions = {}): Outcome<Command> {
    return this.http.json({ method: 'GET', path: this.path }, call);
  }

  /**
   * What it wrote from the offset `from` on, and what follows, across reconnects: each byte once, or a `gap`. Ends with `exit`, or
   * with `failed` when it cannot be told any more.
   */
  output({ from = 0, signal }: FollowOptions & { readonly from?: number } = {}): AsyncGenerator<
    CommandEvent,
    void,
    void
  > {
    const meaning = outputMeaning(from);
    return followEvents<CommandEvent>(this.http, { path: `${this.path}/output`, query: { from }, meaning }, { signal });
  }

  /** Taken by the program when ok; `end` closes its input after these bytes. It is sent once. */
  writeStdin(
    data: Uint8Array | string,
    { end, ...call }: CallOptions & { readonly end?: boolean | undefined } = {},
  ): Outcome<void> {
    const headers = { 'Content-Type': 'application/octet-stream' };
    const spec = { method: 'POST', path: `${this.path}/stdin`, query: { end }, headers, isWork: true } as const;
    return this.http.done({ ...spec, bytes: toBytes(data) }, call);
  }

  /** Delivered to its process group when ok. `name` is `SIGTERM` and the like. */
  signal(name: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'POST', path: `${this.path}/signal`, json: { signal: name } }, call);
  }

  /** Its whole process tree is being ended when ok. */
  kill(call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: this.path }, call);
  }
}

interface WireOutput {
  readonly offset: number;
  readonly channel: 'stdout' | 'stderr';
  readonly data: string;
}
interface WireExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly reason: CommandResult['reason'];
  readonly truncated: boolean;
  readonly offset: number;
}

/** Holds what comes against what came: no byte twice, none left out in silence. */
function outputMeaning(from: number): (event: string, data: never) => Meaning<CommandEvent> {
  let next = from;
  const output = ({ offset, channel, data: text }: WireOutput): Meaning<CommandEvent> => {
    const bytes = fromBase64(text);
    if (bytes === null) return { kind: 'wrong', detail: 'Output that is no base64.' };
    if (offset > next) return { kind: 'wrong', detail: `Output at ${String(offset)}, not at ${String(next)}.` };
    const data = bytes.subarray(next - offset);
    if (data.byteLength === 0) return { kind: 'none' };
    const at = next;
    next += data.byteLength;
    return { kind: 'item', item: { type: 'output', offset: at, channel, data } };
  };
  return (event, data) => {
    if (event === 'output') return output(data);
    if (event === 'gap') {
      const { to } = data as { readonly to: number };
      if (to <= next) return { kind: 'none' };
      const item = { type: 'gap', from: next, to } as const;
      next = to;
      return { kind: 'item', item };
    }
    if (event !== 'exit') return { kind: 'none' };
    const { exitCode: code, signal, reason, truncated, offset: end } = data as WireExit;
    return { kind: 'last', item: { type: 'exit', exit: { code, signal, reason }, end, truncated } };
  };
}

function split({ signal, requestTimeoutMs, ...input }: CommandCall) {
  return { call: { signal, requestTimeoutMs }, input };
}

function toLine(command: readonly string[] | string): object {
  return typeof command === 'string' ? { shell: command } : { argv: command };
}
