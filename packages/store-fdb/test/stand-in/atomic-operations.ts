/** The atomic operations, by their numbers in the API; those with versionstamps are not among them. */
export function applyAtomic(operation: number, before: Buffer | null, operand: Buffer): Buffer | null {
  switch (operation) {
    case 2:
      return littleEndian(before, operand, (left, right, carry) => left + right + carry);
    case 6:
      return before === null ? operand : littleEndian(before, operand, (left, right) => left & right);
    case 7:
      return littleEndian(before, operand, (left, right) => left | right);
    case 8:
      return littleEndian(before, operand, (left, right) => left ^ right);
    case 9:
      return append(before ?? Buffer.alloc(0), operand);
    case 12:
      return before === null || compareLittleEndian(resize(before, operand.length), operand) < 0
        ? operand
        : resize(before, operand.length);
    case 13:
      return before === null || compareLittleEndian(resize(before, operand.length), operand) > 0
        ? operand
        : resize(before, operand.length);
    case 16:
      return before === null || Buffer.compare(before, operand) > 0 ? operand : before;
    case 17:
      return before === null || Buffer.compare(before, operand) < 0 ? operand : before;
    case 20:
      return before !== null && Buffer.compare(before, operand) === 0 ? null : before;
    default:
      throw new Error(`The stand-in has no atomic operation ${operation}.`);
  }
}

export const SET_VERSIONSTAMPED_KEY = 14;
export const SET_VERSIONSTAMPED_VALUE = 15;

/** Puts the ten bytes of the versionstamp where the last four bytes, which are dropped, say. */
export function stamped(template: Buffer, stamp: Buffer): Buffer {
  const result = Buffer.from(template.subarray(0, template.length - 4));
  stamp.copy(result, template.readUInt32LE(template.length - 4));
  return result;
}

function resize(value: Buffer, length: number): Buffer {
  return Buffer.concat([value.subarray(0, length), Buffer.alloc(Math.max(0, length - value.length))]);
}

function littleEndian(
  before: Buffer | null,
  operand: Buffer,
  combine: (left: number, right: number, carry: number) => number,
): Buffer {
  const left = resize(before ?? Buffer.alloc(0), operand.length);
  const result = Buffer.alloc(operand.length);
  let carry = 0;
  for (let index = 0; index < operand.length; index += 1) {
    const sum = combine(left[index] ?? 0, operand[index] ?? 0, carry);
    result[index] = sum & 0xff;
    carry = sum >> 8;
  }
  return result;
}

function compareLittleEndian(left: Buffer, right: Buffer): number {
  return Buffer.compare(Buffer.from(left).reverse(), Buffer.from(right).reverse());
}

function append(before: Buffer, operand: Buffer): Buffer {
  return before.length + operand.length > 100_000 ? before : Buffer.concat([before, operand]);
}
