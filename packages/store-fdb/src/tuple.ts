import type { KeyPart } from '@carrel/core/store';

/** The type codes of the tuple layer that are used: byte strings order before text. */
const BYTES = 0x01;
const TEXT = 0x02;

/**
 * Packs parts as a tuple of FoundationDB's tuple layer, whose bytes are in the order of the parts: numbers by value, then text
 * by its UTF-8 bytes.
 *
 * A number is a byte string of the 8 bytes of its IEEE 754 form, with the bits turned so that they are in the order of the
 * values; the layer's own numbers would order whole ones apart from others, and after text.
 */
export function packTuple(parts: readonly KeyPart[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? packText(part) : packNumber(part))));
}

/** The end of the range of all tuples that begin with those packed in `packed`, and of that tuple itself. */
export function afterTuple(packed: Buffer): Buffer {
  return Buffer.concat([packed, AFTER]);
}

/** No part begins with it, and the escape of a zero byte does: text that goes on after a zero is not an extension. */
const AFTER = Buffer.of(0xff);

function packText(text: string): Buffer {
  return pack(TEXT, Buffer.from(text));
}

function packNumber(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  // JSON does not tell -0 from 0, and neither may a key.
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  const isNegative = (bytes[0] ?? 0) >= 0x80;
  if (isNegative) for (let index = 0; index < 8; index += 1) bytes[index] = ~(bytes[index] ?? 0);
  else bytes[0] = (bytes[0] ?? 0) ^ 0x80;
  return pack(BYTES, bytes);
}

/** The content is ended by a zero byte; a zero byte in it is followed by 0xff. */
function pack(code: number, content: Buffer): Buffer {
  let zeros = 0;
  for (const byte of content) if (byte === 0) zeros += 1;
  const packed = Buffer.allocUnsafe(content.length + zeros + 2);
  packed[0] = code;
  let at = 1;
  for (const byte of content) {
    packed[at++] = byte;
    if (byte === 0) packed[at++] = 0xff;
  }
  packed[at] = 0;
  return packed;
}
