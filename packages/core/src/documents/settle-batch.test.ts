import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { expectOk } from '../../test/expect-result.js';
import { known } from '../../test/document-fixture.js';
import { VirtualClock } from '../memory/index.js';
import { DocumentContent } from './document-content.js';
import type { Author, Waiting } from './outbox.js';
import { settleBatch } from './settle-batch.js';
import { loadYjs } from './load-yjs.js';

class Told implements Author {
  readonly stories: (readonly [clock: number, count: number, own: readonly number[]])[] = [];

  stored(clock: number, count: number, own: readonly number[]): void {
    this.stories.push([clock, count, own]);
  }

  delayed(): void {
    throw new Error('nothing is delayed');
  }
}

const yjs = await loadYjs();

/** Content that holds one update of each of these authors, in a batch; those of the places in `nothing` bring nothing. */
function world(authors: readonly Author[], nothing: readonly number[] = []) {
  const content = new DocumentContent(yjs, new VirtualClock());
  const doc = new Y.Doc();
  const batch = authors.map((author, index): Waiting => {
    const before = Y.encodeStateVector(doc);
    doc.getText('text').insert(0, 'x');
    const [proposal] = expectOk(content.propose([Y.encodeStateAsUpdate(doc, before)]));
    const isNothing = nothing.includes(index);
    const waiting = { author, proposal: { ...known(proposal), isNothing } };
    content.hold(waiting.proposal);
    if (isNothing) content.forget(waiting.proposal);
    return waiting;
  });
  return { batch, content };
}

describe('settleBatch', () => {
  it('tells the author of one where it is', () => {
    const ada = new Told();
    const { batch, content } = world([ada]);
    settleBatch(batch, 6, content);
    expect(ada.stories).toEqual([[7, 1, [7]]]);
    expect([content.tailLength, content.waitingBytes]).toEqual([1, 0]);
  });

  it('tells the author of nothing new that it is known', () => {
    const ada = new Told();
    const { batch, content } = world([ada], [0]);
    settleBatch(batch, 6, content);
    expect(ada.stories).toEqual([[6, 1, []]]);
    expect(content.tailLength).toBe(0);
  });

  it('tells each author of many once, at the clock of all', () => {
    const [ada, bob] = [new Told(), new Told()];
    const { batch, content } = world([ada, bob, ada, ada], [2]);
    settleBatch(batch, 0, content);
    expect(ada.stories).toEqual([[3, 3, [1, 3]]]);
    expect(bob.stories).toEqual([[3, 1, [2]]]);
    expect(content.tailLength).toBe(3);
  });
});
