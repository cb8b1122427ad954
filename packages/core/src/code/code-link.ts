import type { Caller, InvalidInput, ResultAsync, SessionId, Ticker, Ticking } from '../kernel/index.js';
import type { AccessFeed } from '../sessions/index.js';
import type { CodeAccess, CodeAccessError } from './code-access.js';
import type { EditorLink, LspMessage } from './code-engine.js';
import type { CodeEngineError } from './code-errors.js';

/** A line of an editor to a language server, for as long as its user may read the files. */
export interface CodeLink extends EditorLink {
  /** Why its user may not read the files any more; `null` while that is not so. Its messages have ended then. */
  readonly lost: CodeAccessError | null;
}

export interface CodeLinkDeps {
  readonly access: CodeAccess;
  readonly accessFeed: AccessFeed;
  /** When it is asked what a caller may do where nobody said that it changed: what other replicas say may be lost. */
  readonly looks: Ticker;
}

/** Ends a line when its user may not read the files any more. */
export class WatchedLink implements CodeLink, Ticking {
  private why: CodeAccessError | null = null;
  private closing: Promise<void> | null = null;
  private readonly unwatch: () => void;

  constructor(
    private readonly deps: CodeLinkDeps,
    private readonly link: EditorLink,
    private readonly caller: Caller,
    private readonly sessionId: SessionId,
  ) {
    this.unwatch = deps.accessFeed.watch(sessionId, () => void this.look());
    deps.looks.add(this);
    // Who may not any more since it was asked whether they may.
    void this.look();
  }

  get lost(): CodeAccessError | null {
    return this.why;
  }

  send(message: LspMessage): ResultAsync<void, CodeEngineError | InvalidInput> {
    return this.link.send(message);
  }

  messages(): AsyncIterable<LspMessage> {
    return this.link.messages();
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  tick(): void {
    void this.look();
  }

  private async look(): Promise<void> {
    const allowed = await this.deps.access.check(this.caller, this.sessionId, { action: 'files.read' });
    if (allowed.isOk() || !isLost(allowed.error) || this.closing !== null) return;
    this.why = allowed.error;
    await this.close();
  }

  private end(): Promise<void> {
    this.unwatch();
    this.deps.looks.delete(this);
    return this.link.close();
  }
}

/** Whether it is known that the caller may not read; a store that fails says nothing. */
function isLost({ type }: CodeAccessError): boolean {
  return type === 'session/not-found' || type === 'session/forbidden' || type === 'session/archived';
}
