/** Stands before a byte of a name that is not UTF-8. */
const REPLACEMENT = '\uFFFD';
const ESCAPED = /\uFFFD([89A-F][0-9A-F])/u;

/**
 * The text of a path or name, of whose bytes the kernel asks no encoding. A byte that is not UTF-8 becomes U+FFFD and its two
 * upper-case hexadecimal digits, and so do the three bytes of a U+FFFD itself: every name has a text of its own.
 *
 * @example
 * pathText(Buffer.from('a\xff', 'latin1')); // 'a\uFFFDFF'
 */
export function pathText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString();
  return text.includes(REPLACEMENT) ? escaped(buffer) : text;
}

/** The bytes that `text` stands for: the other direction of `pathText`. */
export function pathBytes(text: string): Uint8Array {
  if (!text.includes(REPLACEMENT)) return Buffer.from(text);
  const parts = text.split(ESCAPED);
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 1 ? Buffer.of(parseInt(part, 16)) : Buffer.from(part))),
  );
}

function escaped(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    const end = at + sequenceLength(lead);
    const character = bytes.toString('utf8', at, end);
    const whole = !character.includes(REPLACEMENT);
    text += whole ? character : `${REPLACEMENT}${lead.toString(16).toUpperCase()}`;
    at = whole ? end : at + 1;
  }
  return text;
}

/** How many bytes the UTF-8 character has that begins with `lead`. */
function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
