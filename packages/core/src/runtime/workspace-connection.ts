import type { ResultAsync } from '../kernel/index.js';
import type { FileConnection } from './file-tree.js';
import type { CallOptions, ProcessConnection } from './process.js';
import type { ConnectionError } from './runtime-errors.js';

/** What a workspace uses at this moment. */
export interface WorkspaceStats {
  readonly memoryBytes: number;
  /** CPU time used so far, in milliseconds. */
  readonly cpuMs: number;
  readonly processes: number;
  readonly uptimeMs: number;
}

/**
 * A link to one life of one workspace: its processes and its files.
 *
 * When the link breaks, calls under way fail with `connection/lost`, and `closed` resolves; what runs in the workspace goes
 * on. A connection never moves over to a newer life.
 */
export interface WorkspaceConnection {
  readonly incarnation: number;
  readonly processes: ProcessConnection;
  readonly files: FileConnection;
  stats(options?: CallOptions): ResultAsync<WorkspaceStats, ConnectionError>;
  /** Resolves when the link is over, whoever ended it. */
  readonly closed: Promise<void>;
  /** Ends the link and nothing else. Idempotent; never throws. */
  close(): Promise<void>;
}
