import type { Duplex } from 'node:stream';
import {
  abortable,
  CarrelException,
  err,
  errAsync,
  ok,
  okAsync,
  ResultAsync,
  type Caller,
  type Result,
  type SessionId,
} from '../kernel/index.js';
import { portNumber, portReset, type CallOptions } from '../runtime/index.js';
import { sessionArchived, type AccessError, type Session } from '../sessions/index.js';
import {
  workspaceNotRunning,
  workspaceReplaced,
  type ActivityTracker,
  type ReachError,
  type Workspace,
  type WorkspaceAccess,
} from '../workspaces/index.js';
import type { PortFailure } from './port-errors.js';
import type { ResolvedPortOptions } from './port-options.js';
import { StreamCount } from './stream-count.js';
import { WatchedStream } from './watched-stream.js';

/** Names one port of one session's workspace. */
export interface PortRef {
  readonly sessionId: SessionId;
  /** 1 to 65,535. */
  readonly port: number;
}

export interface OpenPortOptions {
  /** With it, another life of the workspace is never reached: `workspace/replaced`. */
  readonly incarnation?: number | undefined;
  /** Gives the opening up, with `request/aborted`; what is open goes on. */
  readonly signal?: AbortSignal | undefined;
}

export interface PortServiceDeps {
  readonly access: WorkspaceAccess;
  readonly activity: ActivityTracker;
  readonly options: ResolvedPortOptions;
}

/** Who opens what of which life. */
interface Opening extends PortRef {
  readonly caller: Caller;
  readonly session: Session;
  readonly workspace: Workspace;
  readonly signal: AbortSignal | undefined;
}

/** The ports of workspaces: streams to programs that listen there on the loopback, over the link to their box and no network. */
export class PortService {
  private readonly count: StreamCount;

  constructor(private readonly deps: PortServiceDeps) {
    this.count = new StreamCount(deps.options);
  }

  /**
   * A stream of bytes to the program that listens on the port when ok; it keeps the workspace alive as traffic does, which a try that
   * fails does not. Starts nothing:
   * `workspace/not-running` unless the workspace is ready. `port/refused` when nothing listens there, `port/invalid` for a
   * number that is no port, `port/limit` when the session or the user has as many streams as may be, `connection/limit` when
   * the box has.
   *
   * Listen to its `error`. It is destroyed with a `CarrelException`: of `session/forbidden` or `session/not-found` when the
   * caller may not have it any more, at once in the process that changed it and within a second in another; of
   * `connection/lost` when the workspace stops or its link breaks; of `port/reset` when the program breaks it off. Destroying
   * it before both ends came breaks it off for the program. That the caller's token runs out is for who took it to see.
   */
  open(caller: Caller, { sessionId, port }: PortRef, options: OpenPortOptions = {}): ResultAsync<Duplex, PortFailure> {
    const { incarnation, signal } = options;
    const known = portNumber(port);
    if (known.isErr()) return errAsync(known.error);
    return this.deps.access
      .find({ caller, sessionId, action: 'ports.open' })
      .andThen(({ session, workspace }): ResultAsync<Duplex, PortFailure> => {
        const fits = incarnation === undefined || incarnation === workspace?.incarnation;
        if (!fits) return errAsync(workspaceReplaced(incarnation));
        if (workspace?.state !== 'ready') return errAsync(workspaceNotRunning(workspace?.state ?? 'none'));
        return this.counted({ caller, sessionId, port, session, workspace, signal });
      });
  }

  /**
   * Whether the caller may use the port of the session, when ok; the workspace need not run. `session/archived` when the session's time
   * is over, `port/invalid` for a number that is no port.
   */
  check(caller: Caller, { sessionId, port }: PortRef): ResultAsync<void, PortFailure> {
    const known = portNumber(port);
    if (known.isErr()) return errAsync(known.error);
    return this.deps.access
      .find({ caller, sessionId, action: 'ports.open' })
      .andThen(({ session }) => (session.status === 'archived' ? err(sessionArchived()) : ok(undefined)));
  }

  private counted(opening: Opening): ResultAsync<Duplex, PortFailure> {
    const entered = this.count.enter(opening.caller, opening.sessionId);
    if (entered.isErr()) return errAsync(entered.error);
    return new ResultAsync(this.held(opening, entered.value));
  }

  /** @param leave is called when the stream is over, or was never opened. */
  private async held(opening: Opening, leave: () => void): Promise<Result<Duplex, PortFailure>> {
    const opened = await this.stream(opening);
    if (opened.isErr()) {
      leave();
      return err(opened.error);
    }
    // Nobody listens to it yet.
    const stream = opened.value.on('error', () => undefined);
    // Whoever tries a port that nothing listens on keeps nothing alive.
    const held = await this.deps.activity.hold(opening.workspace, 'proxy');
    if (held.isErr() || stream.destroyed) {
      if (held.isOk()) held.value.end();
      stream.destroy();
      leave();
      return err(held.isErr() ? held.error : portReset(opening.port));
    }
    const hold = held.value;
    const over = () => {
      hold.end();
      leave();
    };
    const watched = new WatchedStream(stream, () => hold.touch());
    watched.once('close', over);
    void this.guard(opening, watched);
    return ok(watched);
  }

  private stream({ port, signal, workspace }: Opening): ResultAsync<Duplex, ReachError> {
    const options: CallOptions = signal === undefined ? {} : { signal };
    const reached = abortable('opening a port', this.deps.access.life(workspace), signal);
    return reached.andThen(({ connection }) => connection.openPort(port, options));
  }

  /** Ends the stream when the caller is put out of the session. */
  private async guard({ caller, session }: Opening, stream: Duplex): Promise<void> {
    const closed = new AbortController();
    stream.once('close', () => closed.abort());
    const target = { caller, sessionId: session.id, action: 'ports.open', signal: closed.signal } as const;
    const followed = await this.deps.access.follow<AccessError>(target, session, {
      open: (signal) => okAsync(nothingUntil(signal)),
      toEvent: (error) => error,
    });
    if (followed.isErr()) return;
    for await (const error of followed.value) stream.destroy(new CarrelException(error));
  }
}

/** Has no items, and ends with the signal. */
function nothingUntil(signal: AbortSignal | undefined): AsyncIterable<never> {
  const over = { done: true, value: undefined } as const;
  const next = () =>
    new Promise<typeof over>((resolve) => {
      if (signal?.aborted !== false) resolve(over);
      else signal.addEventListener('abort', () => resolve(over), { once: true });
    });
  return { [Symbol.asyncIterator]: () => ({ next }) };
}
