import { afterEach, describe, expect, it } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { AwarenessBacklog, NO_AWARENESS } from './awareness-backlog.js';

const open: Awareness[] = [];

function awareness(): Awareness {
  const made = new Awareness(new Y.Doc());
  open.push(made);
  return made;
}

afterEach(() => {
  for (const one of open.splice(0)) one.destroy();
});

describe('AwarenessBacklog', () => {
  it('keeps the newest of each client', () => {
    const [one, two, reader] = [awareness(), awareness(), awareness()];
    const backlog = new AwarenessBacklog();
    for (let cursor = 0; cursor < 50; cursor += 1) {
      one.setLocalState({ cursor });
      backlog.add(encodeAwarenessUpdate(one, [one.clientID]));
    }
    const old = encodeAwarenessUpdate(two, [two.clientID]);
    two.setLocalState({ name: 'zoë' });
    backlog.add(encodeAwarenessUpdate(two, [two.clientID]));
    backlog.add(old);
    const update = backlog.take();
    applyAwarenessUpdate(reader, update, null);
    expect(reader.getStates().get(one.clientID)).toEqual({ cursor: 49 });
    expect(reader.getStates().get(two.clientID)).toEqual({ name: 'zoë' });
    expect(update.byteLength).toBeLessThan(80);
    expect(backlog.isEmpty).toBe(true);
  });

  it('tells of who left', () => {
    const [one, reader] = [awareness(), awareness()];
    const backlog = new AwarenessBacklog();
    const here = encodeAwarenessUpdate(one, [one.clientID]);
    applyAwarenessUpdate(reader, here, null);
    backlog.add(here);
    removeAwarenessStates(one, [one.clientID], null);
    backlog.add(encodeAwarenessUpdate(one, [one.clientID]));
    applyAwarenessUpdate(reader, backlog.take(), null);
    expect(reader.getStates().has(one.clientID)).toBe(false);
  });

  it('adds nothing of what is none', () => {
    const backlog = new AwarenessBacklog();
    for (const bytes of [[], [1], [1, 5], [255, 255, 255], [1, 5, 1, 90, 1]]) backlog.add(Uint8Array.from(bytes));
    expect(backlog.isEmpty).toBe(true);
  });

  it('says nothing that a client would take for a state', () => {
    const reader = awareness();
    const before = [...reader.getStates()];
    applyAwarenessUpdate(reader, NO_AWARENESS, null);
    expect([...reader.getStates()]).toEqual(before);
  });
});
