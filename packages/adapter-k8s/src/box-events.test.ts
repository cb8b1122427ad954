import { describe, expect, it } from 'vitest';
import type { PodObject, PodStatus } from './api-objects.js';
import { deathIn } from './box-events.js';
import { identityOf } from './box-labels.js';

const spec = {
  ...{ installationId: 'i', tenantId: 't', sessionId: 's', incarnation: 1, intentToken: 'k', env: {} },
  limits: { cpus: 1, memoryBytes: 1, pids: 1 },
};
const pod = (status: PodStatus): PodObject => ({ metadata: { name: 'b', uid: 'u', ...identityOf(spec) }, status });
const running = pod({
  phase: 'Running',
  containerStatuses: [{ name: 'workspace', state: { running: {} } }],
});
const over = (reason: string) =>
  pod({
    phase: 'Failed',
    containerStatuses: [{ name: 'workspace', state: { terminated: { exitCode: 137, reason } } }],
  });

describe('deathIn', () => {
  it('tells of an end, and of a pod that is gone', () => {
    expect(deathIn({ before: running, after: over('Error') })).toMatchObject({ type: 'died', handle: { boxId: 'b' } });
    expect(deathIn({ before: running, after: over('OOMKilled') })?.type).toBe('out-of-memory');
    expect(deathIn({ before: running, after: null })?.type).toBe('died');
    expect(deathIn({ before: pod({ phase: 'Pending' }), after: null })?.type).toBe('died');
  });

  it('tells of one death once', () => {
    expect(deathIn({ before: over('Error'), after: null })).toBeNull();
    expect(deathIn({ before: over('Error'), after: over('Error') })).toBeNull();
  });

  it('tells nothing of what lives, was over before, or is none of ours', () => {
    expect(deathIn({ before: null, after: running })).toBeNull();
    expect(deathIn({ before: running, after: running })).toBeNull();
    expect(deathIn({ before: null, after: over('Error') })).toBeNull();
    expect(deathIn({ before: { metadata: { name: 'x' } }, after: null })).toBeNull();
  });
});
