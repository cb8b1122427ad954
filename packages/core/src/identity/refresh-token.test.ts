import { describe, expect, it } from 'vitest';
import { agentId, authSessionId, createIdSource, systemClock, tenantId } from '../kernel/index.js';
import { agentKeyOwner, isAgentKey, newAgentKey } from './agent-key.js';
import { newFamilySecret, newRefreshToken, parseRefreshToken } from './refresh-token.js';

const ids = createIdSource(systemClock);

describe('refresh tokens', () => {
  const family = {
    tenantId: tenantId.create(ids),
    authSessionId: authSessionId.create(ids),
    familySecret: newFamilySecret(ids),
  };

  it('come apart into what they were made of', () => {
    const token = newRefreshToken(family, ids);

    expect(token.text).toMatch(/^crt_[\w-]{117}$/);
    expect(parseRefreshToken(token.text)).toEqual(token);
  });

  it('are never the same twice', () => {
    const texts = Array.from({ length: 100 }, () => newRefreshToken(family, ids).text);
    expect(new Set(texts).size).toBe(100);
  });

  it('are refused when they have another form', () => {
    const { text } = newRefreshToken(family, ids);
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
