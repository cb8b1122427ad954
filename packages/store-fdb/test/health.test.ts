import { eventually, expectOk } from '@carrel/conformance';
import { VirtualClock } from '@carrel/core/memory';
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

  describe('while the cluster does not tell its status', () => {
    async function silent() {
      const clock = new VirtualClock();
      const { store, cluster } = await openStore({ clock });
      onTestFinished(() => {
        cluster.tellsStatus = true;
      });
      return { clock, store, cluster };
    }

    it('is told all the same, with a warning', async () => {
      const { clock, store, cluster } = await silent();
      cluster.tellsStatus = false;
      const told = store.health();
      await clock.advance(2_000);
      const { latencyMs, details, warnings } = await expectOk(told);
      expect(latencyMs).toBeGreaterThan(0);
      expect([details, warnings]).toEqual([undefined, [expect.stringContaining('does not tell its status')]]);
    });

    it('is told at once with what it told before, for a minute', async () => {
      const { clock, store, cluster } = await silent();
      const known = { engine: 'ssd-2', redundancy: 'double', data: 'healthy' };
      await expectOk(store.health());
      cluster.tellsStatus = false;
      await clock.advance(59_000);
      expect(await expectOk(store.health())).toMatchObject({ details: known, warnings: [] });
      await clock.advance(1_000);
      const told = store.health();
      await clock.advance(2_000);
      const warnings = [expect.stringContaining('does not tell its status')];
      expect(await expectOk(told)).toMatchObject({ details: known, warnings });
    });

    it('does not keep the store open', async () => {
      const { clock, store, cluster } = await silent();
      cluster.tellsStatus = false;
      const told = store.health();
      await clock.advance(2_000);
      await expectOk(told);
      const startedAt = performance.now();
      await store.dispose();
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    });
  });

  it('asks for the status now and then, however often it is asked, and tells what is new', async () => {
    const clock = new VirtualClock();
    const { store, cluster } = await openStore({ clock });
    await expectOk(store.health());
    cluster.status = {};
    await clock.advance(4_000);
    expect((await expectOk(store.health())).details?.['engine']).toBe('ssd-2');
    await clock.advance(1_000);
    await eventually(async () => expect((await expectOk(store.health())).details?.['engine']).toBe('unknown'));
  });
});

describe.runIf(hasCluster)(`the health of a store, on ${backendName}`, () => {
  it('is what the status document of the cluster says', { timeout: 90_000 }, async () => {
    const backend = createBackend();
    onTestFinished(() => backend.dispose());
    const store = await openOn(backend.options);
    // A cluster that was made a moment ago is not at rest yet.
    await eventually(async () => expect((await expectOk(store.health())).details?.['data']).toMatch(/^healthy/), {
      withinMs: 60_000,
    });
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
  it('of a cluster that lost one of three machines is a warning, though it says it is healthy', () => {
    const document = {
      client: {
        coordinators: { coordinators: [{ reachable: true }, { reachable: true }, { reachable: false }] },
        database_status: { available: true, healthy: true },
        messages: [],
      },
      cluster: {
        configuration: { storage_engine: 'ssd-2', redundancy_mode: 'double' },
        data: { state: { name: 'initializing' } },
        database_lock_state: { locked: false },
        fault_tolerance: { max_zone_failures_without_losing_data: 0 },
        messages: [{ name: 'unreachable_processes', description: 'The cluster has some unreachable processes.' }],
      },
    };
    expect(readStatus(Buffer.from(JSON.stringify(document)))).toEqual({
      details: { engine: 'ssd-2', redundancy: 'double', data: 'initializing' },
      warnings: [
        expect.stringContaining('one more machine'),
        '1 of 3 coordinators cannot be reached.',
        'The cluster says unreachable_processes: The cluster has some unreachable processes.',
      ],
    });
  });

  it('of a single machine is no warning that its loss would lose data beside that of single copies', () => {
    const configuration = { storage_engine: 'ssd-2', redundancy_mode: 'single' };
    const document = { cluster: { configuration, fault_tolerance: { max_zone_failures_without_losing_data: 0 } } };
    expect(readStatus(Buffer.from(JSON.stringify(document))).warnings).toEqual([expect.stringContaining('single')]);
  });

  it('of processes that say something of themselves is a warning for each, up to ten', () => {
    const said = (name: string) => ({ name, description: 'Why.', type: 'Event', time: 1, raw_log_message: 'long' });
    const document = (count: number) => ({
      client: { database_status: { available: true, healthy: false } },
      cluster: {
        configuration: { storage_engine: 'ssd-2', redundancy_mode: 'double' },
        data: { state: { name: 'healthy', healthy: true } },
        processes: {
          a: { address: '10.0.0.1:4500', messages: Array.from({ length: count }, () => said('io_error')) },
          b: { messages: [] },
          c: null,
          d: { messages: { none: true } },
        },
      },
    });
    const warnings = (count: number) => readStatus(Buffer.from(JSON.stringify(document(count)))).warnings ?? [];
    expect(warnings(1)).toEqual([
      expect.stringContaining('not healthy'),
      'The process 10.0.0.1:4500 says io_error: Why.',
    ]);
    expect(warnings(10)).toHaveLength(11);
    expect(warnings(12)).toHaveLength(12);
    expect(warnings(12).at(-1)).toBe('2 more messages of processes.');
  });

  it('of a locked database is a warning', () => {
    const document = { cluster: { database_lock_state: { locked: true }, messages: { none: true } } };
    expect(readStatus(Buffer.from(JSON.stringify(document))).warnings).toEqual([expect.stringContaining('unlock')]);
  });

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
