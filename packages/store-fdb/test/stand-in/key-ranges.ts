/** A key, each byte a character: such strings order as their bytes do. */
export type Key = string;

/** From `start` on, up to `end`, which is not in it. */
export interface Range {
  readonly start: Key;
  readonly end: Key;
}

export function toKey(bytes: Uint8Array | string): Key {
  return typeof bytes === 'string'
    ? Buffer.from(bytes).toString('latin1')
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function toBuffer(key: Key): Buffer {
  return Buffer.from(key, 'latin1');
}

/** The first key after this one. */
export function nextKey(key: Key): Key {
  return `${key}\0`;
}

export function singleKey(key: Key): Range {
  return { start: key, end: nextKey(key) };
}

export function overlaps(left: Range, right: Range): boolean {
  return left.start < right.end && right.start < left.end;
}

export function contains({ start, end }: Range, key: Key): boolean {
  return start <= key && key < end;
}

/** What is left of a range without others. */
export function subtract(range: Range, others: readonly Range[]): readonly Range[] {
  return others.reduce<readonly Range[]>(
    (left, other) =>
      left.flatMap((piece) => {
        if (!overlaps(piece, other)) return [piece];
        const before = { start: piece.start, end: other.start };
        const after = { start: other.end, end: piece.end };
        return [before, after].filter(({ start, end }) => start < end);
      }),
    [range],
  );
}

/** Where the first of the ordered keys is that is not before `key`. */
export function firstAtOrAfter(keys: readonly Key[], key: Key): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as Key) >= key) high = middle;
    else low = middle + 1;
  }
  return low;
}
