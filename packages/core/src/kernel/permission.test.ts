import { describe, expect, it } from 'vitest';
import type { TenantRole } from './caller.js';
import { administers, coversScope, hasScope } from './permission.js';
import { tenantId, userId } from './ids.js';
import { createIdSource } from './id-source.js';
import { systemClock } from './clock.js';

const ids = createIdSource(systemClock);
const caller = (role: TenantRole, scopes: readonly string[]) => ({
  tenantId: tenantId.create(ids),
  userId: userId.create(ids),
  role,
  scopes,
  tier: 'low' as const,
  requestId: 'req_1',
});

describe('coversScope', () => {
  it.each<[readonly string[], string, boolean]>([
    [['sessions:read'], 'sessions:read', true],
    [['sessions:*'], 'sessions:read', true],
    [['*'], 'sessions:read', true],
    [['*'], '*', true],
    [['sessions:*'], 'sessions:*', true],
    [['sessions:read'], 'sessions:*', false],
    [['sessions:*'], '*', false],
    [['sessions:read'], 'sessions:write', false],
    [['users:*'], 'sessions:read', false],
    [['session:*'], 'sessions:read', false],
    [[], 'sessions:read', false],
  ])('%j covers %s: %s', (granted, wanted, expected) => {
    expect(coversScope(granted, wanted)).toBe(expected);
  });
});

describe('administers', () => {
  it('needs the role and the scope', () => {
    expect(administers(caller('owner', ['*']), 'users:write')).toBe(true);
    expect(administers(caller('admin', ['users:*']), 'users:write')).toBe(true);
    expect(administers(caller('admin', ['users:read']), 'users:write')).toBe(false);
    expect(administers(caller('member', ['*']), 'users:write')).toBe(false);
    expect(hasScope(caller('member', ['*']), 'users:write')).toBe(true);
  });
});
