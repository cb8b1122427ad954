import { describe, expect, it } from 'vitest';
import { UnstoredEdits } from './unstored-edits.js';

describe('UnstoredEdits', () => {
  it('counts edits until the message that brought them is stored', () => {
    const edits = new UnstoredEdits();
    edits.add(true);
    edits.add(true);
    edits.add(true);
    edits.settle(2);
    expect(edits.count).toBe(1);
    edits.settle(3);
    expect([edits.count, edits.isSettled]).toEqual([0, true]);
  });

  it('takes those that were not sent along with the message that brings all', () => {
    const edits = new UnstoredEdits();
    edits.add(false);
    edits.add(true);
    edits.bringAll();
    edits.settle(1);
    expect(edits.count).toBe(1);
    edits.settle(2);
    expect(edits.isSettled).toBe(true);
  });

  it('waits for the message that brings all, also where no edit is known', () => {
    const edits = new UnstoredEdits();
    edits.bringAll();
    expect([edits.count, edits.isSettled]).toEqual([0, false]);
    edits.settle(1);
    expect(edits.isSettled).toBe(true);
  });

  it('holds all that is not stored to be unsent on another connection', () => {
    const edits = new UnstoredEdits();
    edits.add(true);
    edits.add(false);
    edits.restart();
    edits.settle(5);
    expect(edits.count).toBe(2);
    edits.bringAll();
    edits.settle(1);
    expect(edits.isSettled).toBe(true);
  });
});
