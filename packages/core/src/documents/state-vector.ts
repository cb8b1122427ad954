import { err, ok, type Result } from '../kernel/index.js';
import { ByteCursor, ByteWriter, Malformed } from './byte-cursor.js';
import { documentUpdateInvalid, type DocumentUpdateInvalid } from './document-errors.js';

/** How much of each client is there: all of its clock values below this; 0 for a client of which nothing is. */
export interface KnownClocks {
  get(client: number): number;
}

/** What a document has of each Yjs client, as `y-protocols` exchanges it. */
export class StateVector implements KnownClocks {
  private readonly clocks = new Map<number, number>();

  get(client: number): number {
    return this.clocks.get(client) ?? 0;
  }

  get size(): number {
    return this.clocks.size;
  }

  /** It has these too, up to their clocks. */
  advance(ends: Iterable<readonly [client: number, end: number]>): void {
    for (const [client, end] of ends) if (end > this.get(client)) this.clocks.set(client, end);
  }

  /** Whether `other` has nothing that this one has not. */
  covers(other: StateVector): boolean {
    for (const [client, end] of other.clocks) if (end > this.get(client)) return false;
    return true;
  }

  encode(): Uint8Array {
    const writer = new ByteWriter().varUint(this.clocks.size);
    for (const [client, end] of this.clocks) writer.varUint(client).varUint(end);
    return writer.bytes();
  }

  [Symbol.iterator](): IterableIterator<[number, number]> {
    return this.clocks[Symbol.iterator]();
  }
}

/** `document/update-invalid` for bytes that are no state vector of encoding v1. */
export function decodeStateVector(bytes: Uint8Array): Result<StateVector, DocumentUpdateInvalid> {
  const vector = new StateVector();
  const cursor = new ByteCursor(bytes);
  try {
    const count = cursor.varUint();
    for (let index = 0; index < count; index += 1) vector.advance([[cursor.varUint(), cursor.varUint()]]);
  } catch (error) {
    if (error instanceof Malformed) return err(documentUpdateInvalid('malformed'));
    throw error;
  }
  return cursor.isAtEnd ? ok(vector) : err(documentUpdateInvalid('malformed'));
}

/** What is known with something laid over it that may be taken back. */
export class VectorOverlay implements KnownClocks {
  private readonly over = new StateVector();

  constructor(private readonly base: KnownClocks) {}

  get(client: number): number {
    return Math.max(this.base.get(client), this.over.get(client));
  }

  advance(ends: Iterable<readonly [client: number, end: number]>): void {
    this.over.advance(ends);
  }
}
