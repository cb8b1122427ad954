export { memoryStreamLog } from './memory-stream-log.js';
export type { MemoryStreamLogOptions } from './memory-stream-log.js';
export { MemoryStreams } from './memory-streams.js';
export type { MemoryStreamsOptions } from './memory-streams.js';
export type { StreamEnd } from './stream-end.js';
export type { StreamEvent } from './stream-event.js';
export { fallbackStreamLog } from './fallback-stream-log.js';
export type { FallbackStreamLogOptions } from './fallback-stream-log.js';
export { observedStreamLog } from './observed-stream-log.js';
export { checkStreamKey } from './stream-key.js';
export * from './stream-log-errors.js';
export type {
  AppendOptions,
  StreamCallOptions,
  StreamInfo,
  StreamLog,
  StreamLogHealth,
  StreamReadOptions,
  StreamRetention,
} from './stream-log.js';
