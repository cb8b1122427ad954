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
  const length = HEADER_BYTES + (payload?.length ?? 0);
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + length);
  frame.writeUInt32BE(length, 0);
  frame.writeUInt8(type, LENGTH_BYTES);
  frame.writeUInt32BE(channel, LENGTH_BYTES + 1);
  if (payload !== undefined) frame.set(payload, LENGTH_BYTES + HEADER_BYTES);
  return frame;
}

/** Cuts a stream of bytes into frames, however the bytes arrive. Keeps at most one frame. */
export class FrameParser {
  private rest: Buffer = Buffer.alloc(0);

  /**
   * The frames that are whole with `chunk`. Their payloads share its memory.
   *
   * @returns `null` when the stream breaks the protocol; then nothing more may be pushed.
   */
  push(chunk: Buffer): readonly Frame[] | null {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const frames: Frame[] = [];
    let position = 0;
    while (bytes.length - position >= LENGTH_BYTES + HEADER_BYTES) {
      const length = bytes.readUInt32BE(position);
      if (length < HEADER_BYTES || length > HEADER_BYTES + MAX_PAYLOAD) return null;
      const end = position + LENGTH_BYTES + length;
      if (end > bytes.length) break;
      frames.push({
        type: bytes.readUInt8(position + LENGTH_BYTES),
        channel: bytes.readUInt32BE(position + LENGTH_BYTES + 1),
        payload: bytes.subarray(position + LENGTH_BYTES + HEADER_BYTES, end),
      });
      position = end;
    }
    this.rest = bytes.subarray(position);
    return this.rest.length >= LENGTH_BYTES && !isPossible(this.rest) ? null : frames;
  }
}

function isPossible(rest: Buffer): boolean {
  const length = rest.readUInt32BE(0);
  return length >= HEADER_BYTES && length <= HEADER_BYTES + MAX_PAYLOAD;
}
