// Inputs the fuzzer begins with: conversations in the form of fuzz/fuzz_link.c, one for each kind of request.
const FRAME = 0;
const STARTED = 1;
const EXITED = 3;
const OUTPUT = 4;
const OUTPUT_OVER = 5;
const PEER_WRITES = 7;
const PEER_READS = 8;
const PEER_ENDS = 9;
const PEER_CLOSES = 10;

const DATA = 0x08;
const END = 0x09;
const CREDIT = 0x0a;
const CANCEL = 0x0b;

export function seeds() {
  return [
    conversation(
      spawn('a', 4),
      step(STARTED, 0),
      step(OUTPUT, 0, text('hello')),
      step(OUTPUT_OVER, 0),
      step(EXITED, 0, u16(256)),
    ),
    conversation(
      spawn('a', 7),
      step(STARTED, 0),
      frame(2, 0x22, str('a'), u8(0), text('in')),
      frame(3, 0x22, str('a'), u8(1)),
    ),
    conversation(spawn('a', 1), step(STARTED, 0), frame(2, 0x25, str('a'), u16(80), u16(24)), frame(3, 0x24, str('a'))),
    conversation(
      spawn('a', 0),
      step(STARTED, 0),
      frame(2, 0x21, str('a'), u64(0)),
      step(OUTPUT, 0, text('x')),
      frame(2, CANCEL),
    ),
    conversation(
      spawn('a', 0),
      frame(2, 0x26, str('a')),
      frame(3, 0x27),
      frame(4, 0x28, str('a')),
      frame(5, 0x23, str('a'), u8(9), u8(1)),
    ),
    conversation(
      write('f', 4, text('content')),
      frame(2, 0x40, str('f')),
      frame(3, 0x42, str('f'), u64(0), u64(10)),
      frame(3, CREDIT, u32(9)),
    ),
    conversation(write('d/g', 1), frame(1, DATA, text('content')), frame(1, END), frame(2, 0x45, str('d/g'), str('h'))),
    conversation(
      frame(1, 0x44, str('d'), u32(0o755)),
      frame(2, 0x47, str('d/l'), str('../f')),
      frame(3, 0x49, str('d/l')),
      frame(4, 0x46, str('d')),
    ),
    conversation(
      frame(1, 0x48, str(''), u8(1), u64(2n ** 64n - 1n)),
      write('w', 4, text('seen'), 2),
      frame(1, CANCEL),
      frame(3, 0x41, str(''), u8(1), u32(9)),
    ),
    ...portSeeds(),
    Buffer.concat([u8(0), Buffer.from('0000001901000000004352524c0001', 'hex'), str('token'), u64(0)]),
  ];
}

function portSeeds() {
  return [
    conversation(
      frame(1, 0x50, u16(8081)),
      frame(1, DATA, text('asked')),
      step(PEER_READS, 0),
      step(PEER_WRITES, 0, text('answered')),
      frame(1, CREDIT, u32(8)),
      frame(1, END),
      step(PEER_ENDS, 0),
    ),
    conversation(frame(1, 0x50, u16(80)), frame(2, 0x50, u16(81)), frame(2, DATA, text('lost')), step(PEER_CLOSES, 0)),
    conversation(frame(1, 0x50, u16(81)), step(PEER_ENDS, 0), frame(1, DATA, text('late')), frame(1, CANCEL)),
  ];
}

function conversation(...steps) {
  return Buffer.concat([u8(1), ...steps]);
}

function step(kind, subject, bytes = Buffer.alloc(0)) {
  return Buffer.concat([u8(kind), u8(subject), u16(bytes.length), bytes]);
}

function frame(channel, type, ...payload) {
  return step(FRAME, channel, Buffer.concat([u8(type), ...payload]));
}

function spawn(id, flags) {
  const limits = [u64(0), u64(0), u32(0), u32(0)];
  return frame(
    1,
    0x20,
    str(id),
    str(''),
    u32(flags),
    u16(80),
    u16(24),
    ...limits,
    str(''),
    u32(1),
    str('true'),
    u32(1),
    str('A=b'),
  );
}

function write(path, flags, content = Buffer.alloc(0), channel = 1) {
  return frame(channel, 0x43, str(path), u32(flags), u32(0xffffffff), u64(1), u64(0), str(''), content);
}

function str(value) {
  return Buffer.concat([u32(value.length), text(value)]);
}

function text(value) {
  return Buffer.from(value);
}

function u8(value) {
  return Buffer.of(value);
}

function u16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function u64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
