import {
  err,
  errAsync,
  invalidInput,
  ok,
  okAsync,
  parseInput,
  type ResultAsync,
  type Caller,
  type Clock,
  type InvalidInput,
  type Result,
} from '../kernel/index.js';
import type { TerminalSize } from '../runtime/index.js';
import type { Session, SessionRole } from '../sessions/index.js';
import type { WorkspaceAccess } from '../workspaces/index.js';
import { AttachedInput } from './attached-input.js';
import { AttachedReader } from './attached-reader.js';
import { AttachedRole } from './attached-role.js';
import { isAllowed } from './input-policy.js';
import { terminalLimit, terminalNotRunning } from './terminal-errors.js';
import type { TerminalSchemas } from './terminal-input.js';
import type { ResolvedTerminalOptions } from './terminal-options.js';
import type { TerminalRelay } from './terminal-relay.js';
import type { TerminalRelays } from './terminal-relays.js';
import type { AttachTerminal, Terminal, TerminalAttachment, TerminalEvent, TerminalFailure } from './terminal.js';

export interface AttachDeps {
  readonly access: WorkspaceAccess;
  readonly relays: TerminalRelays;
  readonly clock: Clock;
  readonly options: ResolvedTerminalOptions;
}

/** Who attaches to what. */
export interface Attaching {
  readonly caller: Caller;
  readonly terminal: Terminal;
  readonly session: Session;
  readonly role: SessionRole;
  readonly since: number;
  readonly options: AttachTerminal;
}

/** Makes attachments of callers who may see the terminal. */
export class TerminalAttaching {
  constructor(
    private readonly deps: AttachDeps,
    private readonly schemas: TerminalSchemas,
  ) {}

  attach(attaching: Attaching): ResultAsync<TerminalAttachment, TerminalFailure> {
    const { terminal, since } = attaching;
    return this.checkSince(terminal, since)
      .andThen(() => this.deps.relays.with(terminal, (relay) => this.join(relay, attaching)))
      .andThen(({ relay, reader }) => this.follow(relay, reader, attaching));
  }

  /** Nobody can have read what was never written. */
  private checkSince(terminal: Terminal, since: number): ResultAsync<void, TerminalFailure> {
    if (since === 0 || this.deps.relays.has(terminal, since)) return okAsync(undefined);
    return this.deps.access
      .life(terminal)
      .andThen(({ connection }) => connection.processes.get(terminal.id))
      .mapErr((error): TerminalFailure => (error.type === 'process/not-found' ? terminalNotRunning() : error))
      .andThen(({ endOffset }): Result<void, InvalidInput> => {
        const message = `expected at most ${endOffset}, the end of the output`;
        return since <= endOffset ? ok(undefined) : err(invalidInput([{ path: 'since', message }]));
      });
  }

  private join(
    relay: TerminalRelay,
    { caller, since }: Attaching,
  ): Result<{ readonly relay: TerminalRelay; readonly reader: AttachedReader }, TerminalFailure> {
    const { maxWatchers, maxWatchersPerUser } = this.deps.options;
    const { audience } = relay;
    const own = audience.filter(({ userId }) => userId === caller.userId);
    const oldest = own.length >= maxWatchersPerUser ? own[0] : undefined;
    if (oldest === undefined && audience.length >= maxWatchers) return err(terminalLimit('watchers', maxWatchers));
    const reader = new AttachedReader(relay, caller.userId, since);
    relay.join(reader);
    oldest?.end('taken-over');
    return ok({ relay, reader });
  }

  private follow(
    relay: TerminalRelay,
    reader: AttachedReader,
    { caller, terminal, session, role, since, options }: Attaching,
  ): ResultAsync<TerminalAttachment, TerminalFailure> {
    const { access, clock, options: bounds } = this.deps;
    const over = new AbortController();
    const signal = options.signal === undefined ? over.signal : AbortSignal.any([over.signal, options.signal]);
    signal.addEventListener('abort', () => reader.leave(), { once: true });
    if (signal.aborted) reader.leave();
    const target = { caller, sessionId: session.id, action: 'terminals.read', signal } as const;
    const roles = new AttachedRole(role, {
      ...{ clock, readOnly: options.readOnly === true, mayChange: session.kind === 'room' },
      ask: async () => (await access.find(target)).map((found) => found.role).unwrapOr(null),
      changed: (canWrite) => {
        reader.tell({ type: 'access', canWrite });
      },
    });
    const offset = Math.max(since, relay.log.firstOffset);
    const ready = { offset, truncatedBefore: relay.log.firstOffset, ...relay.size, canWrite: roles.canWrite };
    return access
      .follow<TerminalEvent>(target, session, {
        open: (inner) => okAsync(reader.events(inner)),
        toEvent: () => reader.closed('access-lost'),
        roles,
      })
      .map((events) => {
        const { sessionId, id: terminalId } = terminal;
        const input = new AttachedInput(relay, roles, {
          maxBytes: bounds.maxInputBytes,
          allows: (data) => isAllowed(bounds.onInput, { caller, sessionId, terminalId, data }),
        });
        return new AttachedTerminal({ terminal, ready, events, input, relay, caller, schemas: this.schemas, over });
      });
  }
}

interface AttachedParts extends Pick<TerminalAttachment, 'ready' | 'events'> {
  readonly terminal: Terminal;
  readonly input: AttachedInput;
  readonly relay: TerminalRelay;
  readonly caller: Caller;
  readonly schemas: TerminalSchemas;
  readonly over: AbortController;
}

class AttachedTerminal implements TerminalAttachment {
  readonly sessionId: TerminalAttachment['sessionId'];
  readonly terminalId: TerminalAttachment['terminalId'];
  readonly ready: TerminalAttachment['ready'];
  readonly events: TerminalAttachment['events'];

  constructor(private readonly parts: AttachedParts) {
    const { terminal, ready, events } = parts;
    this.sessionId = terminal.sessionId;
    this.terminalId = terminal.id;
    this.ready = ready;
    this.events = events;
  }

  write(data: Uint8Array): ResultAsync<void, TerminalFailure> {
    return this.parts.input.write(data);
  }

  resize(size: TerminalSize): ResultAsync<void, TerminalFailure> {
    const { caller, input, relay, schemas, terminal } = this.parts;
    const wanted = parseInput(schemas.size, size);
    if (wanted.isErr()) return errAsync(wanted.error);
    return input.order((processes) =>
      relay.resize(wanted.value, caller.userId, () => processes.resize(terminal.id, wanted.value)),
    );
  }

  signal(name: string): ResultAsync<void, TerminalFailure> {
    const { input, schemas, terminal } = this.parts;
    const known = parseInput(schemas.signal, name);
    if (known.isErr()) return errAsync(known.error);
    return input.order((processes) => processes.signal(terminal.id, known.value, { scope: 'tree' }));
  }

  detach(): void {
    this.parts.over.abort();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.detach();
    return Promise.resolve();
  }
}
