import { ok, type ResultAsync } from '../kernel/index.js';
import type { CallOptions, ConnectionError, WorkspaceConnection, WorkspaceStats } from '../runtime/index.js';
import type { MemoryBox } from './memory-box.js';
import { MemoryFileConnection } from './memory-file-connection.js';
import type { MemoryLink } from './memory-link.js';
import { MemoryProcessConnection } from './memory-process-connection.js';

/** One link to a simulated box. */
export class MemoryConnection implements WorkspaceConnection {
  readonly incarnation: number;
  readonly processes: MemoryProcessConnection;
  readonly files: MemoryFileConnection;
  readonly closed: Promise<void>;

  constructor(
    private readonly box: MemoryBox,
    private readonly wire: MemoryLink,
  ) {
    this.incarnation = box.handle.incarnation;
    this.processes = new MemoryProcessConnection(box, wire);
    this.files = new MemoryFileConnection(box, wire);
    this.closed = wire.closed;
  }

  stats({ signal }: CallOptions = {}): ResultAsync<WorkspaceStats, ConnectionError> {
    return this.wire.call('Asking for statistics', signal, () => ok(this.box.stats));
  }

  close(): Promise<void> {
    this.wire.break();
    return this.closed;
  }
}
