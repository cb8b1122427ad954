import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../memory/index.js';
import { createIdSource } from './id-source.js';
import { sessionId } from './ids.js';

describe('an id source', () => {
  it('makes bodies that ids are made of', () => {
    const source = createIdSource(new VirtualClock());
    const id = sessionId.create(source);
    expect(sessionId.parse(id)._unsafeUnwrap()).toBe(id);
  });

  it('makes bodies that sort in the order in which they were made, also within a millisecond', async () => {
    const clock = new VirtualClock();
    const source = createIdSource(clock);
    const bodies: string[] = [];
    for (let ms = 0; ms < 5; ms += 1) {
      for (let count = 0; count < 5_000; count += 1) bodies.push(source.nextBody());
      await clock.advance(1);
    }
    expect([...bodies].sort()).toEqual(bodies);
    expect(new Set(bodies).size).toBe(25_000);
  });

  it('goes on counting when the clock steps back', () => {
    let now = 1_000;
    const source = createIdSource({ now: () => now, setTimer: () => () => undefined });
    const before = source.nextBody();
    now = 500;
    const after = source.nextBody();
    expect(after > before).toBe(true);
    expect(after.slice(0, 10)).toBe(before.slice(0, 10));
    now = 1_001;
    expect(source.nextBody() > after).toBe(true);
  });

  it('begins bodies with their time in 10 characters', () => {
    const at = (epochMs: number) => createIdSource(new VirtualClock(epochMs)).nextBody().slice(0, 10);
    expect([at(0), at(31), at(32), at(2 ** 48 - 1)]).toEqual(['0000000000', '000000000z', '0000000010', '7zzzzzzzzz']);
  });

  it('makes different bodies in different sources at the same time', () => {
    const clock = new VirtualClock();
    const bodies = Array.from({ length: 1_000 }, () => createIdSource(clock).nextBody());
    expect(new Set(bodies).size).toBe(1_000);
  });

  it('makes secrets of as many random bytes as are asked for', () => {
    const source = createIdSource(new VirtualClock());
    const secrets = Array.from({ length: 100 }, () => source.nextSecret(32));
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) {
      expect(secret).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    }
  });
});
