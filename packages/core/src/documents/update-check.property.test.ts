import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { edit, hasPending, vectorOf } from '../../test/yjs-fixture.js';
import { StateVector } from './state-vector.js';
import { checkUpdate, readUpdate } from './update-check.js';

const number = fc.nat(1_000);
const edits = fc.array(fc.tuple(fc.nat(3), fc.nat(9), number, number), { minLength: 1, maxLength: 40 });

/** Updates of four clients that see each other now and then, in the order in which they were made. */
function updatesOf(steps: readonly (readonly [number, number, number, number])[]): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const docs = [1, 2, 3, 4].map((id) => {
    const doc = new Y.Doc();
    doc.clientID = id * 1_000_003;
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'other') updates.push(update);
    });
    return doc;
  });
  for (const [who, kind, a, b] of steps) {
    const doc = docs[who] ?? new Y.Doc();
    edit(doc, kind, a, b);
    const other = docs[a % 4];
    if (b % 3 === 0 && other !== undefined) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc), 'other');
  }
  return updates;
}

function applies(update: Uint8Array, before: Y.Doc): boolean {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(before));
  try {
    Y.applyUpdate(doc, update);
  } catch {
    return false;
  }
  return !hasPending(doc);
}

describe('checkUpdate', () => {
  it('accepts exactly what Yjs applies with nothing pending, in whatever order updates come', () => {
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(edits, fc.array(fc.nat(100), { minLength: 1, maxLength: 60 }), (steps, order) => {
        const updates = updatesOf(steps);
        if (updates.length === 0) return;
        const doc = new Y.Doc();
        for (const index of order) {
          // The ones that were made are tried in any order, alone and merged with another.
          const one = updates[index % updates.length] ?? new Uint8Array();
          const other = updates[(index * 7) % updates.length] ?? one;
          const update = index % 5 === 0 ? Y.mergeUpdates([one, other]) : one;
          const vector = vectorOf(doc);
          const checked = checkUpdate(update, vector);
          const verdict = checked.match(
            () => 'ok',
            (error) => ('fault' in error ? error.fault : error.type),
          );
          verdicts.add(verdict);
          // What has a hole is refused also where the document happens to have what is missing.
          if (checked.isErr() && Y.decodeUpdate(update).structs.some((struct) => struct instanceof Y.Skip)) continue;
          expect(checked.isOk()).toBe(applies(update, doc));
          if (checked.isErr()) continue;
          const before = Y.encodeStateVector(doc);
          Y.applyUpdate(doc, update);
          vector.advance(checked.value.ends);
          expect([...vector].sort()).toEqual([...vectorOf(doc)].sort());
          expect(checked.value.hasNew).toBe(!Buffer.from(before).equals(Buffer.from(Y.encodeStateVector(doc))));
        }
      }),
      { numRuns: 300 },
    );
    expect([...verdicts].sort()).toEqual(['document/update-ahead', 'ok']);
  });

  it('accepts the whole of any document, and knows what is in it', () => {
    fc.assert(
      fc.property(edits, (steps) => {
        const doc = new Y.Doc();
        for (const update of updatesOf(steps)) Y.applyUpdate(doc, update);
        const state = Y.encodeStateAsUpdate(doc);
        const vector = new StateVector();
        vector.advance(checkUpdate(state, vector)._unsafeUnwrap().ends);
        expect([...vector].sort()).toEqual([...vectorOf(doc)].sort());
        expect(readUpdate(state)._unsafeUnwrap().ends).toHaveLength(vector.size);
        expect(checkUpdate(state, vector)._unsafeUnwrap().hasNew).toBe(false);
      }),
    );
  });

  it('accepts nothing of what was changed on its way but what Yjs still applies', () => {
    let refused = 0;
    let accepted = 0;
    fc.assert(
      fc.property(edits, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), (steps, changes) => {
        const doc = new Y.Doc();
        const updates = updatesOf(steps);
        const last = updates.pop();
        if (last === undefined) return;
        for (const update of updates) Y.applyUpdate(doc, update);
        const hostile = last.slice();
        for (const [at, value] of changes) hostile[at % hostile.length] = value;
        const verdict = checkUpdate(hostile, vectorOf(doc));
        if (verdict.isErr()) refused += 1;
        else {
          accepted += 1;
          expect(applies(hostile, doc)).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(refused).toBeGreaterThan(100);
    expect(accepted).toBeGreaterThan(100);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        checkUpdate(bytes, new StateVector()).match(
          () => {
            expect(applies(bytes, new Y.Doc())).toBe(true);
          },
          (error) => {
            expect(error.type).toMatch(/^document\/update-(invalid|ahead)$/);
          },
        );
      }),
      { numRuns: 20_000 },
    );
  });
});
