/** Networks as `10.0.0.0/8`; they are valid. */

/** Whether all of `inner` is in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [one, other] = [parse(outer), parse(inner)];
  return one.bits <= other.bits && prefix(other.address, one.bits) === prefix(one.address, one.bits);
}

/** Whether any address is in both. */
export function overlaps(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

function parse(network: string): { readonly address: number; readonly bits: number } {
  const [address = '', bits = '32'] = network.split('/');
  return { address: address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0), bits: Number(bits) };
}

/** The first `bits` of 32. */
function prefix(address: number, bits: number): number {
  return Math.floor(address / 2 ** (32 - bits));
}
