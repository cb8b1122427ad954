import { err, ok, type Result } from '../kernel/index.js';
import { streamKeyInvalid, type StreamKeyInvalid } from './stream-log-errors.js';

/** The most bytes of a key, in UTF-8. */
const MAX_KEY_BYTES = 256;

/** The key, when it is one. */
export function checkStreamKey(key: string): Result<string, StreamKeyInvalid> {
  return key === '' || Buffer.byteLength(key) > MAX_KEY_BYTES ? err(streamKeyInvalid()) : ok(key);
}
