import { describe, expect, it } from 'vitest';
import { agentId, authSessionId, createIdSource, systemClock, tenantId, userId } from '../kernel/index.js';
import { CallerCache, type KnownCaller } from './caller-cache.js';

const ids = createIdSource(systemClock);
const newCaller = (overrides: Partial<KnownCaller> = {}): KnownCaller => ({
  tenantId: tenantId.create(ids),
  userId: userId.create(ids),
  authSessionId: authSessionId.create(ids),
  role: 'member',
  tier: 'low',
  scopes: ['*'],
  ...overrides,
});

describe('CallerCache', () => {
  it('knows what was put until its time', () => {
    const cache = new CallerCache(10);
    const caller = newCaller();
    cache.put('a', { caller, until: 100 }, cache.mark);

    expect(cache.get('a', 99)).toBe(caller);
    expect(cache.get('a', 100)).toBeNull();
    expect(cache.get('a', 99)).toBeNull();
    expect(cache.get('b', 0)).toBeNull();
  });

  it('forgets the least recently used past its bound', () => {
    const cache = new CallerCache(2);
    for (const digest of ['a', 'b']) cache.put(digest, { caller: newCaller(), until: 100 }, cache.mark);
    cache.get('a', 0);
    cache.put('c', { caller: newCaller(), until: 100 }, cache.mark);

    expect(['a', 'b', 'c'].map((digest) => cache.get(digest, 0) !== null)).toEqual([true, false, true]);
  });

  it('drops a login, a user or an agent, and nobody else', () => {
    const cache = new CallerCache(10);
    const [one, other] = [newCaller(), newCaller()];
    const second = newCaller({ userId: one.userId });
    const agent = newCaller({ userId: other.userId, agentId: agentId.create(ids) });
    const all = { one, second, other, agent };
    const fill = () => {
      for (const [digest, caller] of Object.entries(all)) cache.put(digest, { caller, until: 100 }, cache.mark);
    };
    const known = () => Object.keys(all).filter((digest) => cache.get(digest, 0) !== null);
    fill();

    cache.dropLogin(one.authSessionId!);
    expect(known()).toEqual(['second', 'other', 'agent']);
    fill();
    cache.dropUser(one.userId);
    expect(known()).toEqual(['other', 'agent']);
    fill();
    cache.dropAgent(agent.agentId!);
    expect(known()).toEqual(['one', 'second', 'other']);
    cache.clear();
    expect(known()).toEqual([]);
  });

  it('takes nothing that was checked while something was dropped', () => {
    const cache = new CallerCache(10);
    const { mark } = cache;
    cache.dropLogin(authSessionId.create(ids));
    cache.put('a', { caller: newCaller(), until: 100 }, mark);

    expect(cache.get('a', 0)).toBeNull();
  });
});
