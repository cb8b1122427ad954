/** The types of frames; see PROTOCOL.md. */
export const FrameType = {
  hello: 0x01,
  welcome: 0x02,
  refused: 0x03,
  ping: 0x04,
  pong: 0x05,
  ok: 0x06,
  error: 0x07,
  data: 0x08,
  end: 0x09,
  credit: 0x0a,
  cancel: 0x0b,
  event: 0x0c,
} as const;

export interface Frame {
  readonly type: number;
  readonly channel: number;
  readonly payload: Buffer;
}

/** The most bytes of a payload, by the protocol. */
export const MAX_PAYLOAD = 262_144;

const LENGTH_BYTES = 4;
const HEADER_BYTES = 5;

export function encodeFrame(type: number, channel: number, payload?: Uint8Array): Buffer {
  const length = payload?.length ?? 0;
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + HEADER_BYTES + length);
  putHeader(frame, type, channel, length);
  if (payload !== undefined) frame.set(payload, LENGTH_BYTES + HEADER_BYTES);
  return frame;
}

/** What stands before a payload of `length` bytes. */
export function frameHeader(type: number, channel: number, length: number): Buffer {
  const header = Buffer.allocUnsafe(LENGTH_BYTES + HEADER_BYTES);
  putHeader(header, type, channel, length);
  return header;
}

function putHeader(frame: Buffer, type: number, channel: number, length: number): void {
  frame.writeUInt32BE(HEADER_BYTES + length, 0);
  frame.writeUInt8(type, LENGTH_BYTES);
  frame.writeUInt32BE(channel, LENGTH_BYTES + 1);
}

/** A frame whose payload is on its way. */
interface BegunFrame {
  readonly frame: Frame;
  filled: number;
}

/** Cuts a stream of bytes into frames, however the bytes arrive. Keeps at most one frame. */
export class FrameParser {
  private begun: BegunFrame | null = null;
  /** Of a header that is not whole. */
  private rest: Buffer = Buffer.alloc(0);

  /**
   * The frames that are whole with `chunk`. Payloads that came in one chunk share its memory.
   *
   * @returns `null` when the stream breaks the protocol; then nothing more may be pushed.
   */
  push(chunk: Buffer): readonly Frame[] | null {
    const frames: Frame[] = [];
    const fresh = this.goOn(chunk, frames);
    const bytes = this.rest.length === 0 ? fresh : Buffer.concat([this.rest, fresh]);
    let position = 0;
    while (bytes.length - position >= LENGTH_BYTES + HEADER_BYTES) {
      const length = bytes.readUInt32BE(position);
      if (!isPossible(length)) return null;
      const type = bytes.readUInt8(position + LENGTH_BYTES);
      const channel = bytes.readUInt32BE(position + LENGTH_BYTES + 1);
      const start = position + LENGTH_BYTES + HEADER_BYTES;
      position += LENGTH_BYTES + length;
      if (position > bytes.length) {
        const payload = Buffer.allocUnsafe(length - HEADER_BYTES);
        this.begun = { frame: { type, channel, payload }, filled: 0 };
        position = start;
        break;
      }
      frames.push({ type, channel, payload: bytes.subarray(start, position) });
    }
    const left = this.goOn(bytes.subarray(position), frames);
    this.rest = left;
    return left.length >= LENGTH_BYTES && !isPossible(left.readUInt32BE(0)) ? null : frames;
  }

  /** Gives the frame that was begun what is there of it; what is left after that. */
  private goOn(bytes: Buffer, frames: Frame[]): Buffer {
    if (this.begun === null) return bytes;
    const { frame, filled } = this.begun;
    const taken = bytes.copy(frame.payload, filled);
    this.begun.filled += taken;
    if (this.begun.filled === frame.payload.length) {
      frames.push(frame);
      this.begun = null;
    }
    return bytes.subarray(taken);
  }
}

function isPossible(length: number): boolean {
  return length >= HEADER_BYTES && length <= HEADER_BYTES + MAX_PAYLOAD;
}
