import type { ResultAsync, TerminalId } from '../kernel/index.js';
import type {
  AttachTerminal,
  OpenTerminal,
  ReadTerminal,
  Terminal,
  TerminalAttachment,
  TerminalFailure,
  TerminalOutput,
  TerminalService,
} from '../terminals/index.js';
import type { WorkspaceLife } from './workspace-life.js';

export interface OpenTerminalOptions extends OpenTerminal {
  /** Gives up with `request/aborted`. */
  readonly signal?: AbortSignal;
}

/** The terminals of one life of a workspace. */
export class WorkspaceTerminals {
  constructor(
    private readonly life: WorkspaceLife,
    private readonly service: TerminalService,
  ) {}

  /**
   * Opens a terminal, which goes on by itself.
   *
   * @example
   * const terminal = await unwrap(workspace.terminals.open({ cols: 120, rows: 40 }));
   * const attached = await unwrap(terminal.attach());
   * await unwrap(attached.write(Buffer.from('echo hello\r')));
   * for await (const event of attached.events) if (event.type === 'output') process.stdout.write(event.data);
   */
  open({ signal, ...request }: OpenTerminalOptions = {}): ResultAsync<RunningTerminal, TerminalFailure> {
    const { caller, incarnation, sessionId } = this.life;
    return this.service
      .open(caller, sessionId, { request, incarnation, signal })
      .map(({ id }) => new RunningTerminal(id, this.life, this.service));
  }

  /** A terminal that was opened before, by its id, wherever and whenever that was. */
  get(id: TerminalId): ResultAsync<RunningTerminal, TerminalFailure> {
    const { caller, sessionId } = this.life;
    return this.service
      .get(caller, { sessionId, id })
      .map((terminal) => new RunningTerminal(terminal.id, this.life, this.service));
  }

  list(): ResultAsync<readonly Terminal[], TerminalFailure> {
    return this.service.list(this.life.caller, this.life.sessionId);
  }
}

/** A terminal that was opened. */
export class RunningTerminal {
  constructor(
    readonly id: TerminalId,
    private readonly life: WorkspaceLife,
    private readonly service: TerminalService,
  ) {}

  /** How it stands now. */
  status(): ResultAsync<Terminal, TerminalFailure> {
    return this.service.get(this.life.caller, this.ref());
  }

  /** Its output from `since` on, and its keyboard; see `TerminalService.attach`. */
  attach(options: AttachTerminal = {}): ResultAsync<TerminalAttachment, TerminalFailure> {
    return this.service.attach(this.life.caller, this.id, options);
  }

  /** A piece of its output as it is now: its end, or what follows `from`; see `TerminalService.read`. */
  read(options: ReadTerminal = {}): ResultAsync<TerminalOutput, TerminalFailure> {
    return this.service.read(this.life.caller, this.ref(), options);
  }

  /** Its whole process tree is being ended when ok. */
  close(): ResultAsync<void, TerminalFailure> {
    return this.service.close(this.life.caller, this.ref());
  }

  private ref() {
    return { sessionId: this.life.sessionId, id: this.id };
  }
}
