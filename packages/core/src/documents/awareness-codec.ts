import { ByteCursor, ByteWriter, Malformed } from './byte-cursor.js';

/** What one client says of itself, as `y-protocols` encodes it. */
export interface AwarenessEntry {
  readonly client: number;
  readonly clock: number;
  /** JSON as UTF-8; `null` when the client is gone. */
  readonly state: Uint8Array | null;
}

const NULL = Buffer.from('null');

/** The entries of an awareness update; `null` for bytes that are none. States are not parsed. */
export function readAwareness(bytes: Uint8Array): readonly AwarenessEntry[] | null {
  const cursor = new ByteCursor(bytes);
  const entries: AwarenessEntry[] = [];
  try {
    const count = cursor.varUint();
    for (let index = 0; index < count; index += 1) {
      const client = cursor.varUint();
      const clock = cursor.varUint();
      const text = cursor.textBytes();
      entries.push({ client, clock, state: Buffer.compare(text, NULL) === 0 ? null : text });
    }
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
  return cursor.isAtEnd ? entries : null;
}

export function writeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const writer = new ByteWriter().varUint(entries.length);
  for (const { client, clock, state } of entries)
    writer
      .varUint(client)
      .varUint(clock)
      .blob(state ?? NULL);
  return writer.bytes();
}
