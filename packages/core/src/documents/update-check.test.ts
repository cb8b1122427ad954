import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { ByteWriter } from './byte-cursor.js';
import { decodeStateVector, StateVector } from './state-vector.js';
import { checkUpdate } from './update-check.js';

const nothing = new StateVector();
const MIB = 1_048_576;

/** An update of one client from clock 0, whose items are given as they are encoded. */
function updateOf(...items: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from([1, items.length, 7, 0, ...items.flat(), 0]);
}

/** An item at the root `r`. */
const atRoot = (kind: number, ...content: number[]) => [kind, 1, 1, 114, ...content];

function faultOf(bytes: Uint8Array): string {
  return checkUpdate(bytes, nothing).match(
    () => 'ok',
    (error) => ('fault' in error ? error.fault : error.type),
  );
}

describe('checkUpdate', () => {
  it('takes the empty update, and says that it has nothing new', () => {
    expect(checkUpdate(Uint8Array.from([0, 0]), nothing)._unsafeUnwrap()).toEqual({
      ends: [],
      deletes: [],
      hasNew: false,
    });
  });

  it.each([
    ['nothing at all', new Uint8Array(), 'malformed'],
    ['bytes after its end', Uint8Array.from([0, 0, 0]), 'malformed'],
    ['text that goes past the end', updateOf(atRoot(4, 100, 97)), 'malformed'],
    ['text that is no UTF-8', updateOf(atRoot(4, 1, 0xff)), 'malformed'],
    ['text of no length', updateOf(atRoot(4, 0)), 'malformed'],
    ['a kind that does not exist', updateOf(atRoot(11, 1)), 'malformed'],
    ['a type that does not exist', updateOf(atRoot(7, 7)), 'malformed'],
    ['a document within', updateOf(atRoot(9, 1, 97, 118, 0)), 'unsupported'],
    [
      'a key that would be inherited',
      updateOf(atRoot(8, 1, 118, 1, 9, ...Buffer.from('__proto__'), 126)),
      'unsupported',
    ],
    ['an item beside itself', updateOf([132, 7, 0, 1, 97]), 'malformed'],
    ['an item in itself', updateOf([4, 0, 7, 0, 1, 97]), 'malformed'],
    ['a part that is left out', updateOf([10, 1], atRoot(4, 1, 97)), 'document/update-ahead'],
    [
      'one client twice',
      Uint8Array.from([2, 1, 7, 0, ...atRoot(4, 1, 97), 1, 7, 1, ...atRoot(4, 1, 97), 0]),
      'malformed',
    ],
    ['an item beside one that is not there', updateOf([132, 8, 0, 1, 97]), 'document/update-ahead'],
    ['a beginning that is missing', Uint8Array.from([1, 1, 7, 1, ...atRoot(4, 1, 97), 0]), 'document/update-ahead'],
    ['a deletion of what is not there', Uint8Array.from([0, 1, 7, 1, 0, 1]), 'document/update-ahead'],
    ['JSON that is none', updateOf(atRoot(5, 1, 123)), 'malformed'],
  ])('refuses %s', (_what, bytes, fault) => {
    expect(faultOf(bytes)).toBe(fault);
  });

  it('refuses items of two clients that wait for each other', () => {
    const waiting = (client: number, other: number) => [1, client, 0, 132, other, 0, 1, 97];
    expect(faultOf(Uint8Array.from([2, ...waiting(7, 8), ...waiting(8, 7), 0]))).toBe('document/update-ahead');
  });

  it.each([
    [
      'arrays',
      8,
      [
        1,
        ...Array<number>(5_000)
          .fill(0)
          .flatMap(() => [117, 1]),
        126,
      ],
    ],
    [
      'objects',
      8,
      [
        1,
        ...Array<number>(5_000)
          .fill(0)
          .flatMap(() => [118, 1, 1, 97]),
        126,
      ],
    ],
  ])('refuses %s that are nested without end', (_what, kind, content) => {
    expect(faultOf(updateOf(atRoot(kind, ...content)))).toBe('unsupported');
  });

  it('refuses JSON that is nested without end', () => {
    const json = Buffer.from('['.repeat(100_000));
    const bytes = Buffer.concat([
      Buffer.from([1, 1, 7, 0, 5, 1, 1, 114]),
      new ByteWriter().blob(json).bytes(),
      Buffer.from([0]),
    ]);
    expect(faultOf(bytes)).toBe('unsupported');
  });

  it.each([
    ['many clients', [255, 255, 255, 127]],
    ['many structs', [1, 255, 255, 255, 127, 7, 0]],
    ['many values', [1, 1, 7, 0, ...atRoot(8, 255, 255, 255, 127)]],
    ['endless numbers', Array<number>(1_000).fill(128)],
  ])('is done at once with what promises %s', (_what, head) => {
    const bytes = new Uint8Array(MIB).fill(0);
    bytes.set(head);
    const before = process.memoryUsage().arrayBuffers;
    const started = performance.now();
    expect(faultOf(bytes)).not.toBe('ok');
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MIB);
  });

  it('needs time in proportion to the bytes, also where each item waits for another client', () => {
    // Two clients whose items take turns, and a thousand that wait for the last of them.
    const turns = 20_000;
    const parts: number[] = [];
    const put = (value: number) => parts.push(...new ByteWriter().varUint(value).bytes());
    const waiters = 1_000;
    put(waiters + 2);
    for (let waiter = 0; waiter < waiters; waiter += 1) {
      put(1);
      put(100 + waiter);
      put(0);
      parts.push(132);
      put(1);
      put(turns - 1);
      parts.push(1, 97);
    }
    for (const client of [1, 2]) {
      put(turns);
      put(client);
      put(0);
      for (let clock = 0; clock < turns; clock += 1) {
        const beside = client === 1 ? clock - 1 : clock;
        if (beside < 0) parts.push(...atRoot(4, 1, 97));
        else {
          parts.push(132);
          put(3 - client);
          put(beside);
          parts.push(1, 97);
        }
      }
    }
    put(0);
    const started = performance.now();
    expect(faultOf(Uint8Array.from(parts))).toBe('ok');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('decodeStateVector', () => {
  it('reads what Yjs writes, and Yjs what it writes', () => {
    const doc = new Y.Doc();
    doc.getText('text').insert(0, 'hello');
    const vector = decodeStateVector(Y.encodeStateVector(doc))._unsafeUnwrap();
    expect(vector.get(doc.clientID)).toBe(5);
    expect(Y.decodeStateVector(vector.encode())).toEqual(new Map([[doc.clientID, 5]]));
  });

  it.each([[[]], [[1]], [[1, 128, 128]], [[0, 0]]])('refuses %j', (bytes) => {
    expect(decodeStateVector(Uint8Array.from(bytes)).isErr()).toBe(true);
  });
});
