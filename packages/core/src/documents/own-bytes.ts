/** So many bytes lie in the heap with their array, where nobody asks for the buffer beneath. */
const SMALL_BYTES = 64;

/** The bytes alone, where they are small, or a small part of something larger that they would keep in memory. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  const isApart = bytes.length > SMALL_BYTES && bytes.length * 2 >= bytes.buffer.byteLength;
  return isApart ? bytes : new Uint8Array(bytes);
}
