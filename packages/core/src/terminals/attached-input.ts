import { err, errAsync, ok, ResultAsync, type Result } from '../kernel/index.js';
import type { ProcessConnection } from '../runtime/index.js';
import type { AttachedRole } from './attached-role.js';
import { terminalInputLimit, terminalInputRefused, terminalNotRunning, terminalReadOnly } from './terminal-errors.js';
import type { TerminalRelay } from './terminal-relay.js';
import type { TerminalFailure } from './terminal.js';

type Answer = Result<void, TerminalFailure>;
type Work = (processes: ProcessConnection) => ResultAsync<void, TerminalFailure>;

export interface InputRules {
  /** How many bytes may wait. */
  readonly maxBytes: number;
  readonly allows: (data: Uint8Array) => boolean;
}

/** What one attachment gives to its terminal, in the order of the calls. */
export class AttachedInput {
  private pending = 0;
  /** How many were asked for and are not begun. */
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly relay: TerminalRelay,
    private readonly role: AttachedRole,
    private readonly rules: InputRules,
  ) {}

  write(data: Uint8Array): ResultAsync<void, TerminalFailure> {
    const { allows, maxBytes } = this.rules;
    if (this.pending + data.length > maxBytes) return errAsync(terminalInputLimit(maxBytes));
    const work: Work = (processes) =>
      allows(data) ? processes.writeStdin(this.relay.terminal.id, data) : errAsync(terminalInputRefused());
    return new ResultAsync(this.counted(data.length, work));
  }

  /** What `work` does to the terminal, begun after everything that was asked before; it need not be over then. */
  order(work: Work): ResultAsync<void, TerminalFailure> {
    const reached = this.waiting === 0 ? this.reached() : null;
    return reached === null ? new ResultAsync(this.later(work)) : this.begin(work, reached);
  }

  private async counted(byteLength: number, work: Work): Promise<Answer> {
    this.pending += byteLength;
    try {
      // What is awaited as a promise costs each key fewer turns of the queue than a result of its own.
      return await this.order(work).match(taken, refused);
    } finally {
      this.pending -= byteLength;
    }
  }

  private async later(work: Work): Promise<Answer> {
    const processes = await this.turn();
    this.waiting -= 1;
    return processes.isErr() ? err(processes.error) : this.begin(work, processes.value);
  }

  private begin(work: Work, processes: ProcessConnection): ResultAsync<void, TerminalFailure> {
    this.relay.used();
    return work(processes).orElse((error) => err(isOver(error) ? terminalNotRunning() : error));
  }

  /** Resolves when everything that was asked before may begin; who asked is counted until it does. */
  private turn(): Promise<Result<ProcessConnection, TerminalFailure>> {
    this.waiting += 1;
    const begun = this.last.then(() => this.reach());
    this.last = begun;
    return begun;
  }

  /** What `reach` would give, where nothing is to be waited for. */
  private reached(): ProcessConnection | null {
    const { life, log } = this.relay;
    return this.role.mayWriteNow() && !log.ended ? (life.reached?.connection.processes ?? null) : null;
  }

  private async reach(): Promise<Result<ProcessConnection, TerminalFailure>> {
    if (!(await this.role.mayWrite())) return err(terminalReadOnly());
    if (this.relay.log.ended) return err(terminalNotRunning());
    const reached = await this.relay.life.reach();
    return reached.map(({ connection }) => connection.processes);
  }
}

function taken(): Answer {
  return ok(undefined);
}

function refused(error: TerminalFailure): Answer {
  return err(error);
}

function isOver({ type }: TerminalFailure): boolean {
  return type === 'process/stdin-closed' || type === 'process/not-found';
}
