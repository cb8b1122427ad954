import type { CallOptions } from './client-options.js';
import { path, type Http } from './http.js';
import type { Outcome } from './result.js';
import { attachTerminal, type AttachOptions, type TerminalAttachment } from './terminal-attachment.js';
import type { OpenTerminal, Page, PageRequest, Terminal } from './types.js';

/** The terminals of a workspace. */
export class TerminalsClient {
  private readonly path: string;

  constructor(
    private readonly http: Http,
    private readonly sessionId: string,
  ) {
    this.path = path`/sessions/${sessionId}/terminals`;
  }

  /** Opens a terminal, which goes on by itself. It is sent once. */
  open({ signal, requestTimeoutMs, ...request }: OpenTerminal & CallOptions = {}): Outcome<RunningTerminal> {
    const call = { signal, requestTimeoutMs };
    return this.http
      .json<{ readonly id: string }>({ method: 'POST', path: this.path, json: request, isWork: true }, call)
      .map(({ id }) => this.handle(id));
  }

  /** A terminal that was opened before, wherever and whenever that was. */
  get(id: string, call: CallOptions = {}): Outcome<RunningTerminal> {
    return this.handle(id)
      .status(call)
      .map((terminal) => this.handle(terminal.id));
  }

  /** Those on record, the newest first. */
  list(page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<Terminal>> {
    return this.http.json({ method: 'GET', path: this.path, query: { ...page } }, call);
  }

  private handle(id: string): RunningTerminal {
    return new RunningTerminal(this.http, this.sessionId, id);
  }
}

/** A terminal that was opened. */
export class RunningTerminal {
  private readonly path: string;

  constructor(
    private readonly http: Http,
    sessionId: string,
    readonly id: string,
  ) {
    this.path = path`/sessions/${sessionId}/terminals/${id}`;
  }

  /** How it stands now. */
  status(call: CallOptions = {}): Outcome<Terminal> {
    return this.http.json({ method: 'GET', path: this.path }, call);
  }

  /** Its output from `since` on, and its keyboard, across reconnects. */
  attach(options: AttachOptions = {}): Outcome<TerminalAttachment> {
    return attachTerminal(this.http, this.id, options);
  }

  /** Its whole process tree is being ended when ok. */
  close(call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: this.path }, call);
  }
}
