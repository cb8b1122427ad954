import { err, errAsync, ok, ResultAsync, type Result } from '../kernel/index.js';
import type { ProcessConnection } from '../runtime/index.js';
import type { AttachedRole } from './attached-role.js';
import { terminalInputLimit, terminalInputRefused, terminalNotRunning, terminalReadOnly } from './terminal-errors.js';
import type { TerminalRelay } from './terminal-relay.js';
import type { TerminalFailure } from './terminal.js';

type Answer = Result<void, TerminalFailure>;

export interface InputRules {
  /** How many bytes may wait. */
  readonly maxBytes: number;
  readonly allows: (data: Uint8Array) => boolean;
}

/** What one attachment gives to its terminal, in the order of the calls. */
export class AttachedInput {
  private pending = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly relay: TerminalRelay,
    private readonly role: AttachedRole,
    private readonly rules: InputRules,
  ) {}

  write(data: Uint8Array): ResultAsync<void, TerminalFailure> {
    const { allows, maxBytes } = this.rules;
    if (this.pending + data.length > maxBytes) return errAsync(terminalInputLimit(maxBytes));
    this.pending += data.length;
    return new ResultAsync(
      this.order((processes): ResultAsync<void, TerminalFailure> =>
        allows(data) ? processes.writeStdin(this.relay.terminal.id, data) : errAsync(terminalInputRefused()),
      ).finally(() => {
        this.pending -= data.length;
      }),
    );
  }

  /** What `work` does to the terminal, begun after everything that was asked before; it need not be over then. */
  async order(work: (processes: ProcessConnection) => ResultAsync<void, TerminalFailure>): Promise<Answer> {
    const begun = this.last.then(() => this.reach());
    this.last = begun;
    const reached = await begun;
    if (reached.isErr()) return err(reached.error);
    this.relay.used();
    const done = await work(reached.value);
    return done.isErr() ? err(isOver(done.error) ? terminalNotRunning() : done.error) : ok(undefined);
  }

  private async reach(): Promise<Result<ProcessConnection, TerminalFailure>> {
    if (!(await this.role.mayWrite())) return err(terminalReadOnly());
    if (this.relay.log.ended) return err(terminalNotRunning());
    const reached = await this.relay.life.reach();
    return reached.map(({ connection }) => connection.processes);
  }
}

function isOver({ type }: TerminalFailure): boolean {
  return type === 'process/stdin-closed' || type === 'process/not-found';
}
