import { err, errAsync, ok, ResultAsync, SingleFlight, type Result } from '../kernel/index.js';
import type { Gauge, Metrics } from '../telemetry/index.js';
import type { WorkspaceAccess } from '../workspaces/index.js';
import { terminalNotRunning } from './terminal-errors.js';
import { TerminalLife } from './terminal-life.js';
import { TerminalRelay, type RelayDeps } from './terminal-relay.js';
import type { Terminal, TerminalFailure } from './terminal.js';

/** The terminals that somebody is attached to in this process, each read once. */
export class TerminalRelays {
  private readonly open = new Map<string, TerminalRelay>();
  private readonly opening = new SingleFlight<string, Result<TerminalRelay, TerminalFailure>>();

  private readonly count: Gauge;

  constructor(private readonly deps: RelayDeps & { readonly access: WorkspaceAccess; readonly metrics: Metrics }) {
    this.count = deps.metrics.gauge('carrel_terminals_attached', {
      help: 'Terminals that somebody is attached to here.',
    });
    this.count.set(0);
  }

  /** What `join` makes of the one reading of the terminal, begun where there is none. `join` runs at once, so that nobody is late. */
  with<T>(
    terminal: Terminal,
    join: (relay: TerminalRelay) => Result<T, TerminalFailure>,
  ): ResultAsync<T, TerminalFailure> {
    return new ResultAsync(this.joined(terminal, join));
  }

  /** Whether the terminal is read here, up to that offset at least. */
  has({ id }: Terminal, offset: number): boolean {
    return (this.open.get(id)?.log.endOffset ?? -1) >= offset;
  }

  /** Everybody is told that it is over, so that they come back elsewhere. */
  close(): void {
    for (const relay of [...this.open.values()]) relay.close('shutting-down');
  }

  private async joined<T>(
    terminal: Terminal,
    join: (relay: TerminalRelay) => Result<T, TerminalFailure>,
  ): Promise<Result<T, TerminalFailure>> {
    for (;;) {
      const known = this.open.get(terminal.id);
      if (known !== undefined) return join(known);
      const begun = await this.opening.run(terminal.id, () => this.begin(terminal));
      if (begun.isErr()) return err(begun.error);
      // The one who came first may have left already.
      if (!begun.value.stopped || begun.value.log.ended) return join(begun.value);
    }
  }

  private async begin(terminal: Terminal): Promise<Result<TerminalRelay, TerminalFailure>> {
    const life = new TerminalLife(terminal, this.deps.access);
    const info = await life
      .reach()
      .andThen(({ connection }) => connection.processes.get(terminal.id))
      .orElse((error) => errAsync(error.type === 'process/not-found' ? terminalNotRunning() : error));
    if (info.isErr()) return err(info.error);
    const onEnd = () => {
      if (this.open.get(terminal.id) === relay) this.open.delete(terminal.id);
      this.count.set(this.open.size);
    };
    const relay = new TerminalRelay(terminal, life, { ...this.deps, firstOffset: info.value.firstOffset, onEnd });
    this.open.set(terminal.id, relay);
    this.count.set(this.open.size);
    relay.start();
    return ok(relay);
  }
}
