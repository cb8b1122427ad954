import type { Duplex } from 'node:stream';
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
  /**
   * Names this life of the box: the same on all links to it, and another one whenever the box was started again, by whomever.
   */
  readonly life: string;
  readonly processes: ProcessConnection;
  readonly files: FileConnection;
  stats(options?: CallOptions): ResultAsync<WorkspaceStats, ConnectionError>;
  /**
   * A stream of bytes to the program that listens on a TCP port of the box's own loopback, over this link: the box needs no
   * network for it. `port/refused` when nothing listens or accepts there, `port/invalid` for a number that is no port, and
   * `connection/limit` while 256 streams of the box are open.
   *
   * Either side may end what it sends and go on reading. Whoever reads slowly holds up the other side of this stream and
   * nothing else. It is destroyed with a `CarrelException`, so listen to its `error`: of `connection/lost` when the link is over,
   * of `port/reset` when the program broke it off. Destroying it before both ends came breaks it off for the program. `signal`
   * gives up the opening alone.
   */
  openPort(port: number, options?: CallOptions): ResultAsync<Duplex, ConnectionError>;
  /** Resolves when the link is over, whoever ended it. */
  readonly closed: Promise<void>;
  /** Ends the link and nothing else. Idempotent; never throws. */
  close(): Promise<void>;
}
