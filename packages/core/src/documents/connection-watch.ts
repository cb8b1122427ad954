import type { Caller, CarrelError, SessionId, Ticker, Ticking } from '../kernel/index.js';
import type { AccessFeed } from '../sessions/index.js';
import type { DocumentAccess, DocumentAccessError } from './document-access.js';
import type { LiveConnection } from './live-connection.js';

export interface ConnectionWatchDeps {
  readonly access: DocumentAccess;
  readonly accessFeed: AccessFeed;
  /** When it is asked what a caller may do, where nobody said that it changed: what other replicas say may be lost. */
  readonly looks: Ticker;
}

/** Tells a connection what its caller may do, and ends it when that is nothing. */
export class ConnectionWatch implements Ticking {
  private connection: LiveConnection | null = null;
  private readonly unwatch: () => void;
  private isLooking = false;
  private mustLook = false;
  private isOver = false;

  constructor(
    private readonly deps: ConnectionWatchDeps,
    private readonly caller: Caller,
    private readonly sessionId: SessionId,
    private readonly readOnly: boolean,
  ) {
    // Heard of from before the first look on, so that nothing falls between.
    this.unwatch = deps.accessFeed.watch(sessionId, () => void this.look());
  }

  /** Begins to tell it. */
  follow(connection: LiveConnection): void {
    this.connection = connection;
    this.deps.looks.add(this);
    if (this.mustLook) void this.look();
  }

  end(): void {
    this.isOver = true;
    this.deps.looks.delete(this);
    this.unwatch();
  }

  tick(): void {
    void this.look();
  }

  private async look(): Promise<void> {
    this.mustLook = true;
    if (this.isLooking || this.connection === null) return;
    this.isLooking = true;
    while (this.mustLook && !this.isOver) {
      this.mustLook = false;
      const standing = await this.deps.access.check(this.caller, this.sessionId, 'documents.read');
      if (this.isOver) break;
      if (standing.isOk()) this.connection.allow(standing.value.canWrite && !this.readOnly);
      else if (isLost(standing.error)) {
        this.connection.ended({ reason: 'access-lost', clock: this.connection.clock });
      }
    }
    this.isLooking = false;
  }
}

/** Whether it is known that the caller may not read; a store that fails says nothing. */
function isLost(error: DocumentAccessError | CarrelError): boolean {
  return error.type === 'session/not-found' || error.type === 'session/forbidden';
}
