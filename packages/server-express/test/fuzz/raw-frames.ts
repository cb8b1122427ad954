import type { Random } from './random.js';

export interface RawFrame {
  readonly opcode: number;
  readonly payload?: Uint8Array;
  /** @default true */
  readonly fin?: boolean;
  /** The three bits behind it. @default 0 */
  readonly reserved?: number;
  /** @default true */
  readonly masked?: boolean;
  /** The length that it claims. @default that of the payload */
  readonly claims?: bigint;
}

/** A frame as the wire has it, or as it should not. */
export function frame({
  opcode,
  payload = Buffer.alloc(0),
  fin = true,
  reserved = 0,
  masked = true,
  claims,
}: RawFrame): Buffer {
  const length = claims ?? BigInt(payload.byteLength);
  const short = length < 126n ? Number(length) : length < 65_536n ? 126 : 127;
  const head = [(fin ? 0x80 : 0) | (reserved << 4) | opcode, (masked ? 0x80 : 0) | short];
  const size = Buffer.alloc(short < 126 ? 0 : short === 126 ? 2 : 8);
  if (short === 126) size.writeUInt16BE(Number(length));
  if (short === 127) size.writeBigUInt64BE(length);
  if (!masked) return Buffer.concat([Buffer.from(head), size, payload]);
  const key = Buffer.of(1, 2, 3, 4);
  const mixed = Buffer.from(payload.map((byte, index) => byte ^ (key[index % 4] ?? 0)));
  return Buffer.concat([Buffer.from(head), size, key, mixed]);
}

export const CLOSE = frame({ opcode: 8, payload: Buffer.of(0x03, 0xe8) });

const text = (value: string) => Buffer.from(value);
const control = (value: string) => Buffer.concat([Buffer.of(0x12), text(value)]);

const controls: readonly string[] = [
  '',
  'null',
  '[]',
  '{}',
  '{"type":"resize"}',
  '{"type":"resize","cols":0,"rows":0}',
  '{"type":"resize","cols":-1,"rows":1e308}',
  '{"type":"resize","cols":1.5,"rows":"2"}',
  '{"type":"resize","cols":99999999,"rows":99999999}',
  '{"type":"signal","signal":"SIGNOTHING"}',
  '{"type":"signal","signal":9}',
  '{"type":"ping","id":{"a":[[]]}}',
  `{"type":"ping","id":"${'x'.repeat(100_000)}"}`,
  '{"type":"ping","__proto__":{"x":1}}',
  '{"__proto__":{"type":"ping"}}',
  '{"type":"toString"}',
  '{"type":"constructor"}',
  '{"type":"exit"}',
  '['.repeat(50_000),
  '{"type":"ping"',
  '\u0000',
];

/** A message that a client may send, or should not, as one or more frames. */
export function hostileMessage(random: Random): Buffer {
  switch (random.below(17)) {
    case 0:
      return frame({ opcode: 2, payload: Buffer.concat([Buffer.of(0x11), random.bytes(random.below(300))]) });
    case 1:
    case 2:
    case 3:
      return frame({ opcode: 2, payload: control(random.pick(controls)) });
    case 4:
      return frame({ opcode: 2, payload: random.bytes(random.below(40)) });
    case 5:
      return frame({ opcode: 1, payload: text(random.pick(controls)) });
    case 6:
      return frame({ opcode: 1, payload: Buffer.of(0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xff) });
    case 7:
      return frame({ opcode: random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload: random.bytes(3) });
    case 8:
      return frame({ opcode: 2, payload: Buffer.of(0x11, 0x61), reserved: 1 + random.below(7) });
    case 9:
      return frame({ opcode: 2, payload: Buffer.of(0x11, 0x61), masked: false });
    case 10:
      return frame({ opcode: random.pick([8, 9, 10]), payload: Buffer.alloc(126 + random.below(500)) });
    case 11:
      return frame({ opcode: random.pick([8, 9, 10]), payload: Buffer.alloc(2), fin: false });
    case 12:
      return frame({ opcode: 0, payload: text('goes on from nothing') });
    case 13:
      return fragments(random);
    case 14:
      return frame({ opcode: 2, claims: random.pick([2n ** 63n, 2n ** 64n - 1n, 2n ** 53n, 6n * 1_024n ** 2n]) });
    case 15:
      return Buffer.concat(Array.from({ length: 2_000 }, () => frame({ opcode: 9, payload: Buffer.alloc(125) })));
    default:
      return frame({ opcode: 8, payload: closePayload(random) });
  }
}

/** A message in parts, with a ping between them, and now and then with a second beginning. */
function fragments(random: Random): Buffer {
  const parts = [frame({ opcode: 2, fin: false, payload: Buffer.of(0x11) }), frame({ opcode: 9 })];
  for (let count = random.below(200); count > 0; count -= 1)
    parts.push(frame({ opcode: 0, fin: false, payload: random.bytes(2) }));
  parts.push(frame({ opcode: random.chance(0.2) ? 2 : 0, payload: Buffer.of(0x62) }));
  return Buffer.concat(parts);
}

function closePayload(random: Random): Buffer {
  const code = Buffer.alloc(2);
  code.writeUInt16BE(
    random.pick([0, 999, 1000, 1001, 1004, 1005, 1006, 1012, 1015, 1016, 2999, 3000, 4404, 5000, 65_535]),
  );
  return random.pick([
    Buffer.alloc(0),
    Buffer.alloc(1),
    code,
    Buffer.concat([code, Buffer.of(0xff, 0xfe)]),
    Buffer.concat([code, text('bye')]),
  ]);
}

/** What a server sent, as far as a test wants to know. */
export interface ServerFrames {
  /** Of its close frame; `null` when there was none. */
  readonly code: number | null;
  readonly reason: string;
}

/** Reads the frames of a server behind the head of its answer. */
export function readFrames(bytes: Buffer): ServerFrames {
  let at = bytes.indexOf('\r\n\r\n') + 4;
  while (at + 2 <= bytes.length) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    let length = (bytes[at + 1] ?? 0) & 0x7f;
    at += 2;
    if (length === 126) {
      length = at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0;
      at += 2;
    } else if (length === 127) {
      length = at + 8 <= bytes.length ? Number(bytes.readBigUInt64BE(at)) : 0;
      at += 8;
    }
    if (opcode === 8 && at + length <= bytes.length) {
      const code = length < 2 ? 1005 : bytes.readUInt16BE(at);
      return { code, reason: bytes.subarray(at + 2, at + length).toString() };
    }
    at += length;
  }
  return { code: null, reason: '' };
}
