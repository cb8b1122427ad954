import type { Duplex } from 'node:stream';
import { err, ok, type Result, type ResultAsync } from '../kernel/index.js';
import {
  portNumber,
  type CallOptions,
  type ConnectionError,
  type WorkspaceConnection,
  type WorkspaceStats,
} from '../runtime/index.js';
import type { MemoryBox } from './memory-box.js';
import { MemoryFileConnection } from './memory-file-connection.js';
import type { MemoryLink } from './memory-link.js';
import { MemoryProcessConnection } from './memory-process-connection.js';

/** One link to a simulated box. */
export class MemoryConnection implements WorkspaceConnection {
  readonly incarnation: number;
  readonly life: string;
  readonly processes: MemoryProcessConnection;
  readonly files: MemoryFileConnection;
  readonly closed: Promise<void>;

  constructor(
    private readonly box: MemoryBox,
    private readonly wire: MemoryLink,
  ) {
    this.incarnation = box.handle.incarnation;
    this.life = box.life;
    this.processes = new MemoryProcessConnection(box, wire);
    this.files = new MemoryFileConnection(box, wire);
    this.closed = wire.closed;
  }

  stats({ signal }: CallOptions = {}): ResultAsync<WorkspaceStats, ConnectionError> {
    return this.wire.call('Asking for statistics', signal, () => ok(this.box.stats));
  }

  openPort(port: number, { signal }: CallOptions = {}): ResultAsync<Duplex, ConnectionError> {
    return this.wire.call('Opening a port', signal, (): Result<Duplex, ConnectionError> => {
      const opened = portNumber(port).andThen((number) => this.box.ports.open(number));
      if (opened.isErr()) return err(opened.error);
      void this.closed.then(() => {
        opened.value.cut();
      });
      return ok(opened.value);
    });
  }

  close(): Promise<void> {
    this.wire.break();
    return this.closed;
  }
}
