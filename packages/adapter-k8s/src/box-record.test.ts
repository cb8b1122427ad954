import type { WorkspaceSpec } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import type { SecretObject } from './api-objects.js';
import { readRecord, recordObject } from './box-record.js';
import { resolveKubernetesOptions } from './resolve-options.js';

const spec: WorkspaceSpec = {
  ...{ installationId: 'i/ü', tenantId: 't'.repeat(200), sessionId: 's', incarnation: 7, intentToken: '_k_' },
  ...{ env: { A: 'ü"\n', B: '' }, limits: { cpus: 0.5, memoryBytes: 1024, pids: 3 }, image: 'one' },
};
const options = resolveKubernetesOptions({ labels: { team: 'a' } });

function stored(secret: SecretObject): SecretObject {
  const given = { uid: 'u', resourceVersion: '5', creationTimestamp: '2026-01-02T03:04:05Z' };
  return { ...secret, metadata: { ...secret.metadata, ...given } };
}

describe('the record of a box', () => {
  it('is read as it was written', () => {
    const secret = stored(recordObject(spec, options));
    expect(readRecord(secret)).toMatchObject({
      spec,
      namespace: 'carrel-workspaces',
      desired: 'created',
      claimedBy: null,
      createdAt: Date.parse('2026-01-02T03:04:05Z'),
      handle: { boxId: secret.metadata.name, installationId: 'i/ü', tenantId: 't'.repeat(200), incarnation: 7 },
    });
  });

  it('has another secret for each agent, of which its marks tell nothing', () => {
    const [one, other] = [recordObject(spec, options), recordObject(spec, options)];
    expect(one.metadata).toEqual(other.metadata);
    const token = readRecord(stored(one))?.token ?? '';
    expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(readRecord(stored(other))?.token).not.toBe(token);
    expect(JSON.stringify(one.metadata)).not.toContain(token);
  });

  it('has labels that the cluster takes', () => {
    for (const value of Object.values(recordObject(spec, options).metadata.labels ?? {})) {
      expect(value).toMatch(/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/);
      expect(value.length).toBeLessThanOrEqual(63);
    }
  });

  it('is not taken for one where it is none', () => {
    const whole = stored(recordObject(spec, options));
    expect(readRecord({ ...whole, type: 'Opaque' })).toBeNull();
    expect(readRecord({ ...whole, data: {} })).toBeNull();
    expect(readRecord({ ...whole, data: { ...whole.data, spec: 'AAAA' } })).toBeNull();
    expect(readRecord({ ...whole, metadata: { ...whole.metadata, annotations: {} } })).toBeNull();
  });
});
