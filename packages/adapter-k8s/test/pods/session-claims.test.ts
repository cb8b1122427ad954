import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { SessionFiles } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { sessionClaimNameOf } from '../../src/names.js';
import type { KubeObject } from '../../src/api-objects.js';
import { FaultCluster, hasStandIn, NAMESPACE } from './faults/fault-cluster.js';
import { outputOf } from './faults/ticking.js';

const storage = { kind: 'claim', bytes: 1_048_576 } as const;
const MERGE = 'application/merge-patch+json';

/** Every claim of a session that there is, whatever becomes of it. */
async function claims(cluster: FaultCluster): Promise<readonly KubeObject[]> {
  const labelSelector = 'carrel.dev/role=session-files';
  const query = { resource: 'persistentvolumeclaims', namespace: null, labelSelector } as const;
  return (await cluster.admin.list(query, AbortSignal.timeout(30_000))).items;
}

function sessionOf({ installationId, sessionId, tenantId }: SessionFiles): SessionFiles {
  return { installationId, tenantId, sessionId };
}

describe.runIf(hasStandIn)('the claim of a session', () => {
  it('belongs to no box: one for all of them, which goes with the session alone', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ storage });
    const first = await cluster.box(runtime, { sessionId: 'ses_kept', files: 'session' });
    const [claim, ...more] = await claims(cluster);
    expect(more).toEqual([]);
    expect(claim?.metadata).toMatchObject({ name: sessionClaimNameOf(first), namespace: NAMESPACE });
    expect(claim?.metadata.ownerReferences).toBeUndefined();

    await cluster.clear(runtime, first);
    await expectOk(runtime.sweep({ installationId: cluster.installationId, olderThanMs: 0 }));
    const second = await cluster.box(runtime, { sessionId: 'ses_kept', incarnation: 2, files: 'session' });
    expect((await claims(cluster)).map(({ metadata }) => metadata.uid)).toEqual([claim?.metadata.uid]);

    await cluster.clear(runtime, second);
    await expectOk(runtime.forgetSessionFiles(sessionOf(second)));
    expect(await claims(cluster)).toEqual([]);
  });

  it('that the cluster holds back is told, is no longer one to forget, and begins anew when it is let go', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ storage, callTimeoutMs: 3_000 });
    const kept = { sessionId: 'ses_kept', files: 'session' } as const;
    const handle = await cluster.box(runtime, kept);
    await expectOk((await expectOk(runtime.connect(handle))).files.write('old', Buffer.from('old')));
    await cluster.clear(runtime, handle);
    const path = `/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims/${sessionClaimNameOf(handle)}`;
    await cluster.ask('PATCH', path, { type: MERGE, body: { metadata: { finalizers: ['example.com/hold'] } } });

    await expectErr(runtime.forgetSessionFiles(sessionOf(handle)), 'runtime/timed-out');
    expect(await expectOk(runtime.listSessionFiles(cluster))).toEqual([]);
    expect((await claims(cluster)).map(({ metadata }) => metadata.deletionTimestamp)).toEqual([expect.any(String)]);

    await cluster.ask('PATCH', path, { type: MERGE, body: { metadata: { finalizers: null } } });
    await eventually(async () => expect(await claims(cluster)).toEqual([]));
    await expectOk(runtime.forgetSessionFiles(sessionOf(handle)));
    const next = await cluster.box(runtime, { ...kept, incarnation: 2 });
    expect(await outputOf(await expectOk(runtime.connect(next)), 'ls')).toBe('');
    await cluster.clear(runtime, next);
    await expectOk(runtime.forgetSessionFiles(sessionOf(next)));
  });

  it('is found and forgotten in the namespace of its tenant', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ storage, namespace: { mode: 'per-tenant' } });
    const sessions = [];
    for (const tenantId of ['ten_1', 'ten_2']) {
      const handle = await cluster.box(runtime, { tenantId, sessionId: 'ses_same', files: 'session' });
      await cluster.clear(runtime, handle);
      sessions.push(sessionOf(handle));
    }
    const listed = async () =>
      [...(await expectOk(runtime.listSessionFiles(cluster)))].sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
    expect(await listed()).toEqual(sessions);

    const [one, other] = sessions as [SessionFiles, SessionFiles];
    await expectOk(runtime.forgetSessionFiles(one));
    expect(await listed()).toEqual([other]);
    await expectOk(runtime.forgetSessionFiles(other));
    expect(await claims(cluster)).toEqual([]);
  });
});
