import { backOff } from './back-off.js';
import { pause, unlessAborted } from './call-scope.js';
import { clientAborted, protocolFault, timedOut, unreachable, type ClientError } from './errors.js';
import { path, type Http } from './http.js';
import { err, ok, ResultAsync, type Outcome, type Result } from './result.js';
import { offsetIn, verdictOf, type Verdict } from './terminal-closing.js';
import { TerminalEvents, type TerminalEvent, type TerminalReady } from './terminal-events.js';
import type { TerminalControl, TerminalFrame } from './terminal-frames.js';
import { TerminalInput } from './terminal-input.js';
import { TerminalLink, type LinkClose } from './terminal-link.js';

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
  readonly events = new TerminalEvents();
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
  private link: TerminalLink | null = null;

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
    let [attempt, refusals, goodAt] = [0, 0, Date.now()];
    while (!signal.aborted) {
      const closed = await this.connection();
      if (signal.aborted) return;
      if (this.isReady) [attempt, refusals, goodAt] = [0, 0, Date.now()];
      const verdict =
        this.fault === null ? await this.verdict(closed) : ({ kind: 'failed', error: this.fault } as const);
      if (signal.aborted) return;
      if (verdict.kind === 'closed') return this.close(verdict.reason);
      if (verdict.kind === 'failed') return this.fail(verdict.error);
      if (this.isReady) this.events.push({ type: 'disconnected' });
      if (this.gaveUp) {
        await unlessAborted(this.events.drained(), signal);
        this.gaveUp = false;
        continue;
      }
      if (verdict.kind === 'refused') refusals += 1;
      if (refusals > 1 || Date.now() - goodAt > retry.reconnectForMs) return this.fail(verdict.error);
      attempt += 1;
      if (verdict.kind === 'lost') await pause(backOff(attempt, retry, verdict.error), signal);
    }
  }

  /** One connection from its beginning to its end. */
  private async connection(): Promise<LinkClose | ClientError> {
    const { WebSocket, silenceMs, baseUrl } = this.http.options;
    this.isReady = false;
    if (WebSocket === undefined) return protocolFault('There is no WebSocket here: give one to the client.');
    const token = await this.http.tokens.access(this.controller.signal);
    if (token.isErr()) return token.error;
    const url = `${baseUrl.replace(/^http/, 'ws')}${path`/ws/terminals/${this.terminalId}`}?since=${String(this.next)}`;
    if (this.controller.signal.aborted) return clientAborted();
    this.token = token.value ?? '';
    const link = new TerminalLink({
      ...{ url, token: this.token, WebSocket, silenceMs },
      onFrame: (frame) => this.take(frame),
    });
    this.link = link;
    const closed = await link.closed;
    this.input.use(null);
    this.link = null;
    return closed;
  }

  private token = '';

  /** What to do about the end of a connection; where it tells nothing, the server is asked whether it knows us. */
  private async verdict(closed: LinkClose | ClientError): Promise<Verdict> {
    if (!('wasOpen' in closed))
      return closed.retryable ? { kind: 'lost', error: closed } : { kind: 'failed', error: closed };
    const { signal } = this.controller;
    if (closed.code === 4401) {
      const other = await this.http.tokens.instead(this.token, signal);
      if (other?.isErr() === true) return { kind: 'failed', error: other.error };
    }
    if (!closed.wasOpen) {
      // Browsers do not tell a refusal from a network that is gone.
      const known = await this.http.done({ method: 'GET', path: '/users/me' }, { signal });
      if (known.isErr() && !known.error.retryable) return { kind: 'failed', error: known.error };
    }
    if (!this.isReady && this.said === null) this.next = offsetIn(closed.reason) ?? this.next;
    return verdictOf(closed);
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
    if (this.events.unreadBytes <= this.http.options.maxUnreadBytes) return;
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
