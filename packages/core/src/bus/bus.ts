import type { ResultAsync } from '../kernel/index.js';
import type { BusError } from './bus-errors.js';

/** The most bytes of a message, in UTF-8. */
export const MAX_BUS_MESSAGE_BYTES = 65_536;

/**
 * Tells the replicas of a server that something happened. What it carries are hints: a message arrives at most once, and those that
 * are sent while a listener's connection is lost do not arrive. Whoever must not miss anything looks into the store as well.
 *
 * Every operation fails with `bus/closed` before `open` and after `dispose`, and with `bus/unavailable` while there is no connection.
 */
export interface Bus {
  readonly name: string;
  /** Whether messages reach other processes. */
  readonly shared: boolean;
  /** Usable when ok. Idempotent. */
  open(): ResultAsync<void, BusError>;
  /**
   * Sent when ok to all who listen to `topic` now, here and elsewhere. Messages of one process to one topic arrive in the order of the
   * calls. `bus/message-too-large` past `MAX_BUS_MESSAGE_BYTES`.
   */
  publish(topic: string, message: string): ResultAsync<void, BusError>;
  /**
   * `hear` gets every message that is sent from now on when ok, until what it gave is called. `hear` does not throw, and does not
   * wait. A lost connection comes back by itself.
   */
  subscribe(topic: string, hear: (message: string) => void): ResultAsync<() => void, BusError>;
  /** Ok when messages can be sent now. */
  health(): ResultAsync<void, BusError>;
  /** Nobody hears anything any more. Idempotent; never throws. */
  dispose(): Promise<void>;
}
