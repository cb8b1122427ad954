import {
  abortable,
  aborted,
  err,
  errAsync,
  isAborted,
  ok,
  okAsync,
  parseInput,
  ResultAsync,
  terminalId,
  toTimestamp,
  type Caller,
  type Clock,
  type IdSource,
  type Result,
  type SessionId,
  type TerminalId,
} from '../kernel/index.js';
import { authorize, type SessionRole } from '../sessions/index.js';
import {
  recordedArgv,
  workspaceNotRunning,
  workspaceReplaced,
  type ActivityTracker,
  type CallInWorkspace,
  type ReachedWorkspace,
  type WorkspaceAccess,
  type WorkspaceRepository,
} from '../workspaces/index.js';
import { TerminalAttaching, type Attaching } from './attach-terminal.js';
import { closedEntry, openedEntry } from './terminal-entries.js';
import { terminalNotFound } from './terminal-errors.js';
import { createTerminalSchemas, type PreparedTerminal, type TerminalSchemas } from './terminal-input.js';
import { readTerminal, type ReadTerminal, type TerminalOutput } from './read-terminal.js';
import type { TerminalKeeper } from './terminal-keeper.js';
import type { ResolvedTerminalOptions } from './terminal-options.js';
import { dueAfter } from './terminal-relay.js';
import type { TerminalRelays } from './terminal-relays.js';
import type { TerminalRepository } from './terminal-repository.js';
import type { TerminalTruth } from './terminal-truth.js';
import type { AttachTerminal, OpenTerminal, Terminal, TerminalAttachment, TerminalFailure } from './terminal.js';

/** Names one terminal of one session. */
export interface TerminalRef {
  readonly sessionId: SessionId;
  readonly id: TerminalId;
}

export interface TerminalServiceDeps {
  readonly access: WorkspaceAccess;
  readonly activity: ActivityTracker;
  readonly repository: TerminalRepository;
  readonly workspaces: Pick<WorkspaceRepository, 'get'>;
  readonly relays: TerminalRelays;
  readonly truth: TerminalTruth;
  readonly keeper: TerminalKeeper;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly options: ResolvedTerminalOptions;
}

/**
 * The terminals of sessions: programs under a PTY in a workspace, which many may watch. A terminal and the latest of its output
 * are the workspace's, and outlive every connection and every control plane. In a room everybody sees every terminal,
 * participants and above write to all of them, and admins end those of others.
 */
export class TerminalService {
  private readonly schemas: TerminalSchemas;
  private readonly attaching: TerminalAttaching;

  constructor(private readonly deps: TerminalServiceDeps) {
    this.schemas = createTerminalSchemas(deps.options);
    this.attaching = new TerminalAttaching(deps, this.schemas);
  }

  /**
   * Runs when ok. `terminal/limit` when the session or the user has as many as may be; `process/not-startable` when there is no
   * such program. It starts a workspace just as a command does: one that died while its session is wanted running.
   */
  open(
    caller: Caller,
    sessionId: SessionId,
    { request = {}, ...call }: CallInWorkspace & { readonly request?: OpenTerminal } = {},
  ): ResultAsync<Terminal, TerminalFailure> {
    const prepared = parseInput(this.schemas.open, request);
    if (prepared.isErr()) return errAsync(prepared.error);
    const { access, activity } = this.deps;
    return access
      .reach({ caller, sessionId, ...call, action: 'terminals.write' })
      .andThen((reached) =>
        activity.during(
          reached.workspace,
          'terminal',
          () => new ResultAsync(this.start(caller, reached, prepared.value)),
        ),
      );
  }

  /** The terminals of the session that are on record, the newest first, each as it is now. Wakes nothing. */
  list(caller: Caller, sessionId: SessionId): ResultAsync<readonly Terminal[], TerminalFailure> {
    const { access, repository, truth } = this.deps;
    return access
      .find({ caller, sessionId, action: 'terminals.read' })
      .andThen(() => repository.list({ tenantId: caller.tenantId, sessionId }))
      .andThen((all) => ResultAsync.combine(all.map((terminal) => truth.settle(terminal))));
  }

  /** The terminal as it is now. `terminal/not-found` for one whose record went with its age. */
  get(caller: Caller, ref: TerminalRef): ResultAsync<Terminal, TerminalFailure> {
    return this.recorded(caller, ref).andThen(({ terminal }) => this.deps.truth.settle(terminal));
  }

  /** The end of its whole process tree was begun when ok; also ok when it is over. `session/forbidden` for others' ones. */
  close(caller: Caller, ref: TerminalRef): ResultAsync<void, TerminalFailure> {
    const { keeper } = this.deps;
    return this.recorded(caller, ref).andThen(({ terminal, role }): ResultAsync<void, TerminalFailure> => {
      const action = terminal.openedBy === caller.userId ? 'terminals.write' : 'terminals.others';
      const allowed = authorize(role, action);
      if (allowed.isErr()) return errAsync(allowed.error);
      if (terminal.state === 'exited') return okAsync(undefined);
      return keeper.end(terminal, { reason: 'closed', entry: closedEntry(terminal, 'closed', caller) });
    });
  }

  /**
   * What was kept from `since` on, then what follows, without a seam. By the id alone: `terminal/not-found` for a terminal of a
   * session that the caller is nothing in, just as for none. `workspace/replaced` for one of an earlier life of its workspace,
   * `workspace/not-running` when that is stopped, `terminal/not-running` for one that is over and whose output is not kept any
   * more. `request/invalid` when `since` is behind all that was written.
   */
  attach(
    caller: Caller,
    id: TerminalId,
    options: AttachTerminal = {},
  ): ResultAsync<TerminalAttachment, TerminalFailure> {
    const since = parseInput(this.schemas.since, options.since ?? 0);
    if (since.isErr()) return errAsync(since.error);
    const { signal } = options;
    if (isAborted(signal)) return errAsync(aborted('attaching to the terminal'));
    const attached = this.deps.repository
      .find(caller.tenantId, id)
      .andThen((terminal) => (terminal === null ? err(terminalNotFound()) : ok(terminal)))
      .andThen((terminal) => this.attachable(caller, terminal))
      .andThen((found) => this.attaching.attach({ ...found, caller, since: since.value, options }));
    return abortable('attaching to the terminal', attached, signal);
  }

  /**
   * A piece of what is kept of its output, as it is now. Waits for nothing, attaches nobody, and does not count as use. Errors as
   * of `attach`; `request/invalid` when `from` is behind all that was written, or `maxBytes` is not 1 to 1,048,576.
   */
  read(caller: Caller, ref: TerminalRef, options: ReadTerminal = {}): ResultAsync<TerminalOutput, TerminalFailure> {
    const span = parseInput(this.schemas.read, { from: options.from, maxBytes: options.maxBytes });
    if (span.isErr()) return errAsync(span.error);
    const { signal } = options;
    const read = this.recorded(caller, ref)
      .andThen(({ terminal }) => this.attachable(caller, terminal))
      .andThen(({ terminal }) => readTerminal(this.deps.access, terminal, { ...span.value, signal }));
    return abortable('reading the terminal', read, signal);
  }

  private attachable(
    caller: Caller,
    terminal: Terminal,
  ): ResultAsync<Pick<Attaching, 'terminal' | 'session' | 'role'>, TerminalFailure> {
    const { incarnation, sessionId } = terminal;
    return this.deps.access
      .find({ caller, sessionId, action: 'terminals.read' })
      .mapErr((error): TerminalFailure => (error.type === 'session/not-found' ? terminalNotFound() : error))
      .andThen(({ session, role, workspace }) => {
        if (role === null) return err(terminalNotFound());
        if (workspace?.incarnation !== incarnation) return err(workspaceReplaced(incarnation));
        const isThere = workspace.state === 'ready' || workspace.state === 'stopping';
        return isThere ? ok({ terminal, session, role }) : err(workspaceNotRunning(workspace.state));
      });
  }

  private recorded(
    caller: Caller,
    { sessionId, id }: TerminalRef,
  ): ResultAsync<{ readonly terminal: Terminal; readonly role: SessionRole | null }, TerminalFailure> {
    const { access, repository } = this.deps;
    return access
      .find({ caller, sessionId, action: 'terminals.read' })
      .andThen(({ role }) =>
        repository
          .get({ tenantId: caller.tenantId, sessionId, id })
          .andThen((terminal) => (terminal === null ? err(terminalNotFound()) : ok({ terminal, role }))),
      );
  }

  private async start(
    caller: Caller,
    { workspace, connection }: ReachedWorkspace,
    { argv, cwd, env, cols, rows }: PreparedTerminal,
  ): Promise<Result<Terminal, TerminalFailure>> {
    const { clock, ids, options, repository } = this.deps;
    const { tenantId, sessionId, incarnation } = workspace;
    const nowMs = clock.now();
    const now = toTimestamp(nowMs);
    const dueAt = dueAfter({ createdAt: now }, nowMs, options);
    const terminal = {
      ...{ id: terminalId.create(ids), tenantId, sessionId, incarnation, argv: recordedArgv(argv), cwd, cols, rows },
      ...({ openedBy: caller.userId, state: 'running', createdAt: now, updatedAt: now } as const),
      ...(dueAt === null ? {} : { dueAt }),
    };
    const recorded = await this.record(caller, terminal);
    if (recorded.isErr()) return err(recorded.error);
    const { maxLifetimeMs, retainBytes } = options;
    const limits = { retainBytes, ...(maxLifetimeMs === 0 ? {} : { timeoutMs: maxLifetimeMs }) };
    const place = { argv, env, ...(cwd === '' ? {} : { cwd }) };
    const spec = { id: terminal.id, label: caller.userId, ...place, stdin: true, tty: { cols, rows }, limits };
    const spawned = await connection.processes.spawn(spec);
    if (spawned.isOk()) return ok(recorded.value);
    // Whether it runs is then not known, and its record is how that comes to light.
    if (spawned.error.type === 'connection/lost') return err(spawned.error);
    return repository
      .erase(terminal, openedEntry(caller, terminal, 'failed'))
      .andThen(() => err<Terminal, TerminalFailure>(spawned.error));
  }

  /** Of terminals that count against the user's limit some may have ended without anybody seeing it. */
  private async record(
    caller: Caller,
    terminal: Omit<Terminal, 'version'>,
  ): Promise<Result<Terminal, TerminalFailure>> {
    const { options, repository, truth } = this.deps;
    const open = () => repository.open(terminal, options, openedEntry(caller, terminal));
    const opened = await open();
    if (opened.isOk() || opened.error.type !== 'terminal/limit') return opened;
    const { tenantId, sessionId } = terminal;
    const counted =
      opened.error.scope === 'user'
        ? await repository.listRunning(tenantId, caller.userId)
        : await repository.list({ tenantId, sessionId });
    if (counted.isErr()) return err(counted.error);
    const running = counted.value.filter(({ state }) => state === 'running');
    const settled = await Promise.all(running.map((each) => truth.settle(each)));
    const hasRoom = settled.some((each) => each.isOk() && each.value.state === 'exited');
    return hasRoom ? open() : opened;
  }
}
