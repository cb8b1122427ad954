import { describe, expect, it } from 'vitest';
import { DocumentAcks } from './document-acks.js';

const acks = (...messages: readonly ('edit' | 'whole' | 'missed')[]): DocumentAcks => {
  const made = new DocumentAcks();
  for (const message of messages) {
    if (message === 'missed') made.miss();
    else made.take(message === 'whole');
  }
  return made;
};

describe('DocumentAcks', () => {
  it('tells how many are durable, in their order', () => {
    const three = acks('whole', 'edit', 'edit');
    expect(three.settle(2)).toEqual({ more: 2, upTo: 2 });
    expect(three.settle(1)).toEqual({ more: 1, upTo: 3 });
    expect(three.settle(0)).toEqual({ more: 0, upTo: 3 });
  });

  it('holds back what is behind one that was not taken', () => {
    const held = acks('edit', 'missed', 'edit');
    expect(held.settle(2)).toEqual({ more: 1, upTo: 1 });
    held.take(false);
    expect(held.settle(1)).toEqual({ more: 0, upTo: 1 });
  });

  it('goes on when all that was lacking is durable', () => {
    const made = acks('edit', 'missed', 'edit', 'whole', 'edit');
    expect(made.settle(2)).toEqual({ more: 1, upTo: 1 });
    expect(made.settle(1)).toEqual({ more: 3, upTo: 4 });
    expect(made.settle(1)).toEqual({ more: 1, upTo: 5 });
  });

  it('asks for all once more when one was not taken behind it', () => {
    const made = acks('missed', 'whole', 'missed', 'edit');
    expect(made.settle(2)).toEqual({ more: 0, upTo: 0 });
    made.take(true);
    expect(made.settle(1)).toEqual({ more: 5, upTo: 5 });
  });
});
