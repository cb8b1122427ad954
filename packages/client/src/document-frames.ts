/** What the server of a document says. */
export type DocumentFrame =
  /** Asks for what a document with this state vector lacks. */
  | { readonly type: 'step-one'; readonly vector: Uint8Array<ArrayBuffer> }
  /** An edit; the last of those that were asked for when `isLast`. */
  | { readonly type: 'update'; readonly update: Uint8Array<ArrayBuffer>; readonly isLast: boolean }
  | { readonly type: 'awareness'; readonly update: Uint8Array<ArrayBuffer> }
  /** The last edit was not taken: the user may read alone. */
  | { readonly type: 'denied' }
  /** All messages of this connection up to the one with this number are durable. */
  | { readonly type: 'acknowledged'; readonly clock: number; readonly upTo: number };

const [SYNC, AWARENESS, AUTH, QUERY_AWARENESS, ACKNOWLEDGED] = [0, 1, 2, 3, 8];
const [STEP_ONE, STEP_TWO, UPDATE] = [0, 1, 2];

export const stepOneFrame = (vector: Uint8Array): Uint8Array<ArrayBuffer> => frame([SYNC, STEP_ONE, vector]);
export const stepTwoFrame = (update: Uint8Array): Uint8Array<ArrayBuffer> => frame([SYNC, STEP_TWO, update]);
export const updateFrame = (update: Uint8Array): Uint8Array<ArrayBuffer> => frame([SYNC, UPDATE, update]);
export const awarenessFrame = (update: Uint8Array): Uint8Array<ArrayBuffer> => frame([AWARENESS, update]);
/** The server answers it: a question whether it is there. */
export const queryFrame = (): Uint8Array<ArrayBuffer> => frame([QUERY_AWARENESS]);

/** What a message says; `null` for one that is none. */
export function readDocumentFrame(data: unknown): DocumentFrame | null {
  if (!(data instanceof ArrayBuffer)) return null;
  const bytes = new FrameBytes(new Uint8Array(data));
  switch (bytes.uint()) {
    case SYNC:
      return readSync(bytes);
    case AWARENESS: {
      const update = bytes.piece();
      return update === null ? null : { type: 'awareness', update };
    }
    case AUTH:
      return { type: 'denied' };
    case ACKNOWLEDGED: {
      const [clock, upTo] = [bytes.uint(), bytes.uint()];
      return clock === null || upTo === null ? null : { type: 'acknowledged', clock, upTo };
    }
    default:
      return null;
  }
}

function readSync(bytes: FrameBytes): DocumentFrame | null {
  const kind = bytes.uint();
  const piece = bytes.piece();
  if (piece === null) return null;
  if (kind === STEP_ONE) return { type: 'step-one', vector: piece };
  return kind === STEP_TWO || kind === UPDATE ? { type: 'update', update: piece, isLast: kind === STEP_TWO } : null;
}

/** Numbers of 7 bits a byte, the least first, and pieces behind their lengths. */
class FrameBytes {
  private at = 0;

  constructor(private readonly bytes: Uint8Array<ArrayBuffer>) {}

  uint(): number | null {
    let value = 0;
    for (let unit = 1; this.at < this.bytes.length; unit *= 128) {
      const byte = this.bytes[this.at] ?? 0;
      this.at += 1;
      value += (byte & 0x7f) * unit;
      if (value > Number.MAX_SAFE_INTEGER) return null;
      if (byte < 0x80) return value;
    }
    return null;
  }

  piece(): Uint8Array<ArrayBuffer> | null {
    const length = this.uint();
    if (length === null || length > this.bytes.length - this.at) return null;
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }
}

function frame(parts: readonly (number | Uint8Array | undefined)[]): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    if (typeof part === 'number') pieces.push(uint(part));
    else if (part !== undefined) pieces.push(uint(part.length), part);
  }
  const whole = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function uint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.of(...bytes, rest);
}
