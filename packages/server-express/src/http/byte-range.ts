/** A part of some bytes: `start` and how many follow. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

const ONE_RANGE = /^bytes=(\d*)-(\d*)$/;

/**
 * The part of `size` bytes that a `Range` header asks for. `null` when it asks for none that is served apart, so that all of
 * it is the answer: another unit, several ranges, or no range at all. `unsatisfiable` when it lies outside.
 */
export function parseRange(text: string, size: number): ByteRange | 'unsatisfiable' | null {
  const [whole, first = '', last = ''] = ONE_RANGE.exec(text.replaceAll(' ', '')) ?? [];
  if (whole === undefined || (first === '' && last === '')) return null;
  if (first === '') return suffix(Number(last), size);
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, length: end - start + 1 };
}

function suffix(length: number, size: number): ByteRange | 'unsatisfiable' {
  if (length === 0 || size === 0) return 'unsatisfiable';
  const start = Math.max(0, size - length);
  return { start, length: size - start };
}
