import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Drain } from '../http/drain.js';

/** How answers are written. Durations in milliseconds. */
export interface WriteOptions {
  /** How often a silent event stream shows that it is alive. @default 15,000 */
  readonly heartbeatMs: number;
  /** How long a client may take none of what was written before its connection is cut. @default 60,000 */
  readonly stallTimeoutMs: number;
  /** What an event stream tells its reader to wait before it connects again, when the server ends. @default 1,000 */
  readonly reconnectMs: number;
}

export const defaultWriteOptions: WriteOptions = { heartbeatMs: 15_000, stallTimeoutMs: 60_000, reconnectMs: 1_000 };

export interface Connection {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly drain: Drain;
}
