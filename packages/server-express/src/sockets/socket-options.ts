const KIB = 1024;
const MIB = 1024 * KIB;

/** Bounds of the WebSockets of one server. Durations in milliseconds, sizes in bytes. */
export interface SocketOptions {
  /** How many there may be at once, those included that are being opened. @default 5,000 */
  readonly maxSockets?: number;
  /** How many one user may have at once. @default 500 */
  readonly maxPerUser?: number;
  /** How many the users of one tenant may have at once. @default 2,000 */
  readonly maxPerTenant?: number;
  /** The most of one message of a client; a larger one closes with 1009. More than the largest update of a document. @default 5 MiB */
  readonly maxMessageBytes?: number;
  /** How many messages of a client are read a second; more wait unread. A burst may have as many at once. @default 5,000 */
  readonly maxMessagesPerSecond?: number;
  /** How much may be unsent to a client before its source is left waiting. @default 256 KiB */
  readonly maxBufferedBytes?: number;
  /** How long a client may take nothing of what it is sent before it is closed with 1013. @default 30,000 */
  readonly stallTimeoutMs?: number;
  /** How long it may take to learn who asks, before the upgrade. @default 10,000 */
  readonly handshakeTimeoutMs?: number;
  /** How often a client is asked whether it is still there; one that did not answer by the next time is cut. @default 20,000 */
  readonly heartbeatMs?: number;
  /** How often it is looked whether whoever opened a socket still may; a token that runs out closes at once. @default 5,000 */
  readonly recheckMs?: number;
  /** How long a client may take to answer that its socket is closed, before it is cut. @default 30,000 */
  readonly closeTimeoutMs?: number;
}

export type ResolvedSocketOptions = Required<SocketOptions>;

export const defaultSocketOptions: ResolvedSocketOptions = {
  maxSockets: 5_000,
  maxPerUser: 500,
  maxPerTenant: 2_000,
  maxMessageBytes: 5 * MIB,
  maxMessagesPerSecond: 5_000,
  maxBufferedBytes: 256 * KIB,
  stallTimeoutMs: 30_000,
  handshakeTimeoutMs: 10_000,
  heartbeatMs: 20_000,
  recheckMs: 5_000,
  closeTimeoutMs: 30_000,
};
