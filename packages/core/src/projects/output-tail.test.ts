import { describe, expect, it } from 'vitest';
import { OutputTail } from './output-tail.js';

function tailOf(maxBytes: number, ...pieces: readonly string[]) {
  const tail = new OutputTail(maxBytes);
  for (const piece of pieces) tail.push(Buffer.from(piece));
  return tail.read();
}

describe('OutputTail', () => {
  it('has all of what fits', () => {
    expect(tailOf(6, 'abc', '', 'def')).toEqual({ text: 'abcdef', truncated: false });
    expect(tailOf(6)).toEqual({ text: '', truncated: false });
  });

  it('has the last bytes of what does not, in pieces of any size', () => {
    expect(tailOf(4, 'abcdef')).toEqual({ text: 'cdef', truncated: true });
    expect(tailOf(4, ...'abcdefghijklmnop'.split(''))).toEqual({ text: 'mnop', truncated: true });
  });

  it('leaves out a character that it cuts through', () => {
    expect(tailOf(4, 'a€bc')).toEqual({ text: 'bc', truncated: true });
    expect(tailOf(5, 'a€bc')).toEqual({ text: '€bc', truncated: true });
  });

  it('says that something is missing in the middle', () => {
    const tail = new OutputTail(10);
    tail.push(Buffer.from('a'));
    tail.skip();
    tail.push(Buffer.from('b'));

    expect(tail.read()).toEqual({ text: 'ab', truncated: true });
  });
});
