import { eventually, expectOk } from '@carrel/conformance';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readStatus } from '../src/cluster-status.js';
import { backendName, createBackend, hasCluster, hasStandIn } from './backend.js';
import { openOn, openStore } from './open-store.js';

describe.runIf(hasStandIn)('the health of a store, on the stand-in', () => {
  it('tells the engine, the redundancy and the state of the data, and how long a read took', async () => {
    const { store, cluster } = await openStore();
    cluster.latencyMs = 5;
    const { latencyMs, details, warnings } = await expectOk(store.health());
    expect(details).toEqual({ engine: 'ssd-2', redundancy: 'double', data: 'healthy' });
    expect(warnings).toEqual([]);
    expect(latencyMs).toBeGreaterThanOrEqual(5);
  });

  it('warns of the memory engine, of single copies and of a cluster that is not healthy', async () => {
    const { store, cluster } = await openStore();
    cluster.status = {
      client: { database_status: { available: true, healthy: false } },
      cluster: {
        configuration: { storage_engine: 'memory-2', redundancy_mode: 'single' },
        data: { state: { name: 'healing', healthy: false } },
      },
    };
    const { warnings = [] } = await expectOk(store.health());
    expect(warnings).toEqual([
      expect.stringContaining('memory'),
      expect.stringContaining('single'),
      expect.stringContaining('healing'),
    ]);
  });
});

describe.runIf(hasCluster)(`the health of a store, on ${backendName}`, () => {
  it('is what the status document of the cluster says', async () => {
    const backend = createBackend();
    onTestFinished(() => backend.dispose());
    const store = await openOn(backend.options);
    // A cluster that was made a moment ago is not at rest yet.
    await eventually(async () => expect((await expectOk(store.health())).details?.['data']).toMatch(/^healthy/));
    const { latencyMs, details = {}, warnings = [] } = await expectOk(store.health());
    expect(latencyMs).toBeGreaterThan(0);
    expect(details['engine']).toMatch(/^(ssd|memory)/);
    expect(details['redundancy']).toMatch(/^(single|double|triple)$/);
    const warned = (what: string) => warnings.some((warning) => warning.includes(what));
    expect(warned('"memory"')).toBe(details['engine']?.startsWith('memory'));
    expect(warned('"single"')).toBe(details['redundancy'] === 'single');
    expect(warned('not healthy')).toBe(false);
  });
});

describe('a status document', () => {
  it.each([undefined, Buffer.from(''), Buffer.from('no JSON')])('that cannot be read is a warning (%s)', (document) => {
    expect(readStatus(document).warnings).toHaveLength(1);
  });

  it('without what is looked for is no failure', () => {
    expect(readStatus(Buffer.from('{}'))).toEqual({
      details: { engine: 'unknown', redundancy: 'unknown', data: 'unknown' },
      warnings: [],
    });
  });
});
