import { count, pauseMs, sizeBytes, timeoutMs } from './number-kinds.js';

const KIB = 1024;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** The longest that a lease may last. */
const DAY = 24 * HOUR;

/** How long and how much of streams is kept, and where. */
export const streamConfig = {
  'streams.ttlMs': timeoutMs.default(HOUR).describe('How long a stream can be read after it ended.'),
  'streams.maxLifetimeMs': timeoutMs.default(DAY).describe('How long a stream may be written at most.'),
  'streams.maxOpenPerUser': count
    .max(10_000)
    .default(1_000)
    .describe('How many streams of one user may be written at once.'),
  'streams.maxChunks': count.default(20_000).describe('The most of the latest chunks of a stream that stay readable.'),
  'streams.maxBytes': sizeBytes
    .default(4 * KIB * KIB)
    .describe('The most bytes of the latest chunks of a stream that stay readable.'),
  'streams.maxBufferedBytes': sizeBytes
    .default(256 * KIB)
    .describe('How much a writer holds that the log has not taken yet, before it waits.'),
  'streams.retryMs': pauseMs
    .default(30 * SECOND)
    .describe('For how long a writer tries again when the log does not answer.'),
  'streams.leaseTtlMs': timeoutMs
    .max(DAY)
    .default(15 * SECOND)
    .describe('How long the streams of a replica that is gone wait for their end.'),
  'streams.sweepIntervalMs': timeoutMs
    .default(5 * SECOND)
    .describe('How often streams are looked for whose writers are gone, or that have expired.'),
  'memoryStreams.maxStreams': count.default(10_000).describe('The most streams that are kept in memory.'),
  'memoryStreams.maxTotalBytes': sizeBytes
    .default(256 * KIB * KIB)
    .describe('The most bytes of all streams in memory together.'),
  'memoryStreams.maxChunkBytes': sizeBytes.default(256 * KIB).describe('The most bytes of one chunk.'),
};
