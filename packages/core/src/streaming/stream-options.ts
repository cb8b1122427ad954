/** Bounds of streams. */
export interface StreamOptions {
  /** How long a stream can be read after it ended, and an open one keeps what was written without being written to. @default 3600000 (1 h) */
  readonly ttlMs?: number;
  /** How long a stream may be written at most; then it is ended as `lost`. @default 86400000 (24 h) */
  readonly maxLifetimeMs?: number;
  /** How many streams of one user may be written at once, in all replicas. @default 1000 */
  readonly maxOpenPerUser?: number;
  /** The most of the latest chunks of a stream that stay readable. @default 20000 */
  readonly maxChunks?: number;
  /** The most bytes of the latest chunks of a stream that stay readable. @default 4194304 */
  readonly maxBytes?: number;
  /** How much a writer holds that the log has not taken yet, in bytes, before `write` waits. @default 262144 */
  readonly maxBufferedBytes?: number;
  /** For how long a writer tries again when the log does not answer. @default 30000 */
  readonly retryMs?: number;
  /** How long the streams of a replica that died wait for their end, where it is not known to be gone. @default 15000 */
  readonly leaseTtlMs?: number;
  /** How often a leader looks for streams whose writers are gone, and for expired ones. @default 5000 */
  readonly sweepIntervalMs?: number;
}

export type ResolvedStreamOptions = Required<StreamOptions>;

export const defaultStreamOptions: ResolvedStreamOptions = Object.freeze({
  ttlMs: 3_600_000,
  maxLifetimeMs: 86_400_000,
  maxOpenPerUser: 1_000,
  maxChunks: 20_000,
  maxBytes: 4_194_304,
  maxBufferedBytes: 262_144,
  retryMs: 30_000,
  leaseTtlMs: 15_000,
  sweepIntervalMs: 5_000,
});
