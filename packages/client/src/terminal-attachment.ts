import { pause, unlessAborted } from './call-scope.js';
import { clientAborted, protocolFault, timedOut, unreachable, type ClientError } from './errors.js';
import { path, type Http } from './http.js';
import { openLink } from './open-link.js';
import { Reconnects } from './reconnects.js';
import { err, ok, ResultAsync, type Outcome, type Result } from './result.js';
import { judgeClose, type Closed } from './socket-closing.js';
import type { LinkClose, SocketLink } from './socket-link.js';
import { offsetIn, verdictOf, type Verdict } from './terminal-closing.js';
import type { TerminalEvent, TerminalReady } from './terminal-events.js';
import { controlFrame, readFrame, type TerminalControl, type TerminalFrame } from './terminal-frames.js';
import { TerminalInput } from './terminal-input.js';
import { UnreadEvents } from './unread-events.js';

export interface AttachOptions {
  /** The first byte wanted. @default 0, which replays all that is kept */
  readonly since?: number | undefined;
  /** Ends the attachment quietly. */
  readonly signal?: AbortSignal | undefined;
  /** How long it may take until it is attached. @default the client's */
  readonly requestTimeoutMs?: number | undefined;
}

/** One reader of a terminal, and its keyboard, over as many connections as it needs. */
export interface TerminalAttachment extends AsyncDisposable {
  readonly terminalId: string;
  readonly ready: TerminalReady;
  /**
   * To be read once. Each byte comes once and in order, or a `gap` says which do not. Who reads slowly is connected again when all
   * was read that is held (`maxUnreadBytes`).
   */
  readonly events: AsyncIterable<TerminalEvent>;
  /** The offset behind the last byte that came, which is the one to attach again from when all events were read. */
  readonly offset: number;
  /**
   * Given to the network when ok, whole and in order; while there is none it waits. `client/input-limit` when more waits than
   * `maxInputBytes`, `client/detached` when it is over. What a connection took and lost is not sent again.
   */
  write(data: Uint8Array | string): Outcome<void>;
  resize(size: { readonly cols: number; readonly rows: number }): Outcome<void>;
  /** To everything that runs in the terminal, past input that waits. `name` is `SIGTERM` and the like. */
  signal(name: string): Outcome<void>;
  /** Ends this attachment and nothing else. Idempotent. */
  detach(): void;
}

export function attachTerminal(http: Http, terminalId: string, options: AttachOptions): Outcome<TerminalAttachment> {
  return new ResultAsync(new Attachment(http, terminalId, options).attach());
}

class Attachment implements TerminalAttachment {
  readonly events = new UnreadEvents<TerminalEvent>((event) => (event.type === 'output' ? event.data.byteLength : 0));
  private readonly controller = new AbortController();
  private readonly input: TerminalInput;
  private readonly attached: Promise<Result<TerminalReady, ClientError>>;
  private settle: (result: Result<TerminalReady, ClientError>) => void = () => undefined;
  private said: TerminalReady | null = null;
  private next: number;
  private hasExited = false;
  /** Whether the connection that is open has said `ready`. */
  private isReady = false;
  private gaveUp = false;
  private fault: ClientError | null = null;
  private link: SocketLink | null = null;

  constructor(
    private readonly http: Http,
    readonly terminalId: string,
    private readonly options: AttachOptions,
  ) {
    this.next = options.since ?? 0;
    this.input = new TerminalInput(http.options.maxInputBytes);
    this.attached = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  get ready(): TerminalReady {
    return this.said ?? { offset: this.next, truncatedBefore: 0, cols: 0, rows: 0, canWrite: false };
  }

  get offset(): number {
    return this.next;
  }

  async attach(): Promise<Result<TerminalAttachment, ClientError>> {
    const { signal, requestTimeoutMs = this.http.options.requestTimeoutMs } = this.options;
    if (signal?.aborted === true) return err(clientAborted());
    signal?.addEventListener('abort', this.onAbort, { once: true });
    const timer = setTimeout(() => this.fail(timedOut(requestTimeoutMs)), requestTimeoutMs);
    void this.keep();
    const attached = await this.attached;
    clearTimeout(timer);
    return attached.map(() => this);
  }

  write(data: Uint8Array | string): Outcome<void> {
    return this.input.write(typeof data === 'string' ? new TextEncoder().encode(data) : data);
  }

  resize({ cols, rows }: { readonly cols: number; readonly rows: number }): Outcome<void> {
    return this.input.control({ type: 'resize', cols, rows });
  }

  signal(name: string): Outcome<void> {
    return this.input.control({ type: 'signal', signal: name });
  }

  detach(): void {
    this.end(clientAborted());
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.detach();
    return Promise.resolve();
  }

  private readonly onAbort = (): void => this.detach();

  /** Connects, and again, until it is over. Never rejects. */
  private async keep(): Promise<void> {
    const { signal } = this.controller;
    const { retry } = this.http.options;
    const reconnects = new Reconnects(retry);
    while (!signal.aborted) {
      reconnects.begin();
      const from = this.next;
      const closed = await this.connection();
      if (signal.aborted) return;
      const verdict: Verdict = this.fault === null ? await this.verdict(closed) : { kind: 'failed', error: this.fault };
      if (signal.aborted) return;
      if (verdict.kind === 'closed') return this.close(verdict.reason);
      if (verdict.kind === 'failed') return this.fail(verdict.error);
      if (this.isReady) this.events.push({ type: 'disconnected' });
      const delayMs = reconnects.delayAfter(verdict, { isReady: this.isReady, hasBrought: this.next > from });
      if (this.gaveUp) {
        await unlessAborted(this.events.drained(), signal);
        this.gaveUp = false;
        continue;
      }
      if (delayMs === null) return this.fail(verdict.error);
      await pause(delayMs, signal);
    }
  }

  /** One connection from its beginning to its end. */
  private async connection(): Promise<Closed> {
    this.isReady = false;
    const { signal } = this.controller;
    const opened = await openLink(this.http, `${path`/ws/terminals/${this.terminalId}`}?since=${String(this.next)}`, {
      signal,
      ping: controlFrame({ type: 'ping' }),
      onMessage: (data) => this.take(readFrame(data)),
    });
    if (opened.isErr()) return { close: opened.error, token: '' };
    const { link, token } = opened.value;
    this.link = link;
    const close = await link.closed;
    this.input.use(null);
    this.link = null;
    return { close, token };
  }

  private verdict(closed: Closed): Promise<Verdict> {
    const verdictAt = (close: LinkClose): Verdict => {
      if (!this.isReady && this.said === null) this.next = offsetIn(close.reason) ?? this.next;
      return verdictOf(close);
    };
    return judgeClose(this.http, closed, { signal: this.controller.signal, verdictOf: verdictAt });
  }

  private take(frame: TerminalFrame | null): void {
    if (frame === null) return this.break('A frame of a terminal that is none.');
    if (frame.kind === 'control') return this.control(frame.control);
    const { offset, data } = frame;
    if (!this.isReady) return this.break('Output before the terminal was ready.');
    if (offset > this.next) this.gap(offset);
    const rest = data.subarray(this.next - offset);
    if (rest.byteLength === 0) return;
    this.events.push({ type: 'output', offset: this.next, data: rest });
    this.next += rest.byteLength;
    if (this.events.unread <= this.http.options.maxUnreadBytes) return;
    // A browser takes what comes whether or not it is read: what is not taken stays with the server.
    this.gaveUp = true;
    this.link?.close();
  }

  private control(control: TerminalControl): void {
    switch (control.type) {
      case 'ready':
        return this.begin(control);
      case 'gap':
        return this.gap(control.to);
      case 'resized':
        return this.events.push(control);
      case 'exit': {
        if (this.hasExited) return;
        this.hasExited = true;
        const { exitCode: code, signal, reason } = control;
        return this.events.push({ type: 'exit', exit: { code, signal, reason }, end: this.next });
      }
      case 'warning': {
        const { reason } = control;
        if (reason === 'access') this.events.push({ type: 'access', canWrite: control.canWrite === true });
        else this.events.push(control);
        return;
      }
      default:
    }
  }

  private begin(ready: TerminalReady): void {
    const { offset, truncatedBefore, cols, rows, canWrite } = ready;
    const isFirst = this.said === null;
    this.isReady = true;
    this.said ??= { offset, truncatedBefore, cols, rows, canWrite };
    if (isFirst) this.settle(ok(this.said));
    else this.events.push({ type: 'reconnected' });
    this.input.use(this.link);
  }

  private gap(to: number): void {
    if (!(to > this.next)) return;
    this.events.push({ type: 'gap', from: this.next, to });
    this.next = to;
  }

  private break(detail: string): void {
    this.fault = protocolFault(detail);
    this.link?.close();
  }

  private close(reason: 'exited' | 'replaced' | 'stopped' | 'access-lost' | 'taken-over'): void {
    this.events.push({ type: 'closed', reason, offset: this.next });
    this.end(unreachable({ detail: `The terminal is over: ${reason}.` }));
  }

  private fail(error: ClientError): void {
    this.events.push({ type: 'failed', error, offset: this.next });
    this.end(error);
  }

  private end(error: ClientError): void {
    if (this.controller.signal.aborted) return;
    this.controller.abort();
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.settle(err(error));
    this.input.end();
    this.events.end();
    this.link?.close();
  }
}
