import { describe, expect, it } from 'vitest';
import { agentId, authSessionId, createIdSource, systemClock, tenantId } from '../kernel/index.js';
import { agentKeyOwner, isAgentKey, newAgentKey } from './agent-key.js';
import { isSealed, newFamilySecret, parseRefreshToken, refreshTokenOf } from './refresh-token.js';

const ids = createIdSource(systemClock);

describe('refresh tokens', () => {
  const family = {
    tenantId: tenantId.create(ids),
    authSessionId: authSessionId.create(ids),
    familySecret: newFamilySecret(ids),
    chainKey: 'chain',
  };

  it('come apart into what they were made of', () => {
    const token = refreshTokenOf(family, 12_345);

    expect(token.text).toMatch(/^crt_[\w-]{124}$/);
    expect(parseRefreshToken(token.text)).toEqual(token);
  });

  it('are one for each number, and always that one', () => {
    const texts = Array.from({ length: 100 }, (_, generation) => refreshTokenOf(family, generation).text);
    expect(new Set(texts).size).toBe(100);
    expect(refreshTokenOf(family, 7).text).toBe(texts[7]);
  });

  it('are sealed by the login, its secret and their number', () => {
    const token = refreshTokenOf(family, 7);
    const other = { ...family, familySecret: newFamilySecret(ids) };

    expect(isSealed(token, 'chain')).toBe(true);
    expect(isSealed(token, 'another')).toBe(false);
    expect(isSealed({ ...token, generation: 8 }, 'chain')).toBe(false);
    expect(isSealed({ ...token, seal: refreshTokenOf(other, 7).seal }, 'chain')).toBe(false);
    expect(isSealed({ ...token, authSessionId: authSessionId.create(ids) }, 'chain')).toBe(false);
  });

  it('are refused when they have another form', () => {
    const { text } = refreshTokenOf(family, 0);
    const others = [
      '',
      'crt_',
      text.slice(0, -1),
      `${text}a`,
      ` ${text}`,
      `${text}\n`,
      text.replace('crt_', 'cak_'),
      text.toUpperCase(),
      `${text.slice(0, -1)}!`,
      `crt_${'u'.repeat(52)}${text.slice(56)}`,
    ];
    for (const other of others) expect(parseRefreshToken(other)).toBeNull();
  });
});

describe('agent keys', () => {
  const owner = { tenantId: tenantId.create(ids), id: agentId.create(ids) };

  it('name their agent', () => {
    const key = newAgentKey(owner, ids);

    expect(key).toMatch(/^cak_[\w-]{95}$/);
    expect(isAgentKey(key)).toBe(true);
    expect(agentKeyOwner(key)).toEqual(owner);
  });

  it('are refused when they have another form', () => {
    const key = newAgentKey(owner, ids);
    for (const other of ['cak_', key.slice(1), `${key}a`, key.slice(0, -1), `cak_${'o'.repeat(52)}${key.slice(56)}`]) {
      expect(agentKeyOwner(other)).toBeNull();
    }
  });
});
