/** The last fragment of a message, and that it is binary. */
const FINAL_BINARY = 0x82;
/** Lengths up to this one stand in the second byte itself. */
const SHORTEST = 125;
const IN_TWO_BYTES = 126;
const IN_EIGHT_BYTES = 127;

/** What stands before the bytes of a binary message that a server sends in one piece, by RFC 6455: unmasked, not compressed. */
export function frameHead(size: number): Uint8Array {
  if (size <= SHORTEST) return Uint8Array.of(FINAL_BINARY, size);
  if (size <= 0xffff) return Uint8Array.of(FINAL_BINARY, IN_TWO_BYTES, size >>> 8, size & 0xff);
  const head = Buffer.alloc(10);
  head[0] = FINAL_BINARY;
  head[1] = IN_EIGHT_BYTES;
  head.writeUIntBE(size, 4, 6);
  return head;
}
