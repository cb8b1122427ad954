import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fdbStore, type FdbBinding } from '../src/index.js';
import { requireFoundationdb } from '../src/load-binding.js';
import { hasCluster, hasStandIn } from './backend.js';
import { loadStandIn, standInMissing } from './stand-in/load-stand-in.js';
import { StandInCluster } from './stand-in/stand-in-cluster.js';
import { counters } from './open-store.js';

/** A client library of a version, in a process of its own, and the version of the API that was chosen in it. */
function library(libraryVersion: number) {
  const clusters = new Map([['', new StandInCluster()]]);
  const binding = loadStandIn<FdbBinding>({ libraryVersion, clusters });
  const chosen: number[] = [];
  const loadBinding = (): FdbBinding => ({
    open: binding.open,
    setAPIVersion(version, header) {
      binding.setAPIVersion(version, header);
      chosen.push(version);
    },
  });
  return { chosen, loadBinding, binding };
}

/** Whether the binding is here, and the client library of FoundationDB is not. */
function isClientMissing(): boolean {
  try {
    requireFoundationdb();
    return false;
  } catch {
    return true;
  }
}

describe('a store without the binding', () => {
  it('can be made, and says what to install when it is opened', async () => {
    const missing = () => createRequire(import.meta.url)('no-such-foundationdb') as FdbBinding;
    const store = fdbStore({ loadBinding: missing });
    const error = await expectErr(store.open([counters]), 'store/unavailable');
    expect(error.retryable).toBe(false);
    expect(error.message).toContain('foundationdb-clients');
    expect(error.message).toContain('npm install foundationdb@2');
    await store.dispose();
  });

  it('says what to install when its native part does not load, and prints nothing', async () => {
    const broken = () => {
      throw new Error('libfdb_c.so: cannot open shared object file');
    };
    const error = await expectErr(fdbStore({ loadBinding: broken }).open([counters]), 'store/unavailable');
    expect(error.message).toContain('libfdb_c');
  });

  it.runIf(standInMissing === null && isClientMissing())(
    'finds out that the client library of this machine is missing, and prints nothing',
    async () => {
      const printed: unknown[] = [];
      const original = console.error;
      console.error = (...args: unknown[]) => printed.push(args);
      try {
        let thrown: unknown;
        try {
          requireFoundationdb();
        } catch (caught) {
          thrown = caught;
        }
        expect(thrown).toBeInstanceOf(Error);
        const error = await expectErr(fdbStore().open([counters]), 'store/unavailable');
        expect(error.message).toContain('foundationdb-clients');
        expect(printed).toEqual([]);
      } finally {
        console.error = original;
      }
    },
  );
});

describe.runIf(hasStandIn)('opening a store, on the stand-in', () => {
  it.each([
    [630, 630],
    [710, 710],
    [720, 720],
    [730, 720],
  ])('chooses the highest version of the API that a library of %i offers: %i', async (libraryVersion, expected) => {
    const { chosen, loadBinding } = library(libraryVersion);
    const store = fdbStore({ loadBinding });
    await expectOk(store.open([counters]));
    expect(chosen).toEqual([expected]);
    await store.dispose();
  });

  it('takes the version that is asked for', async () => {
    const { chosen, loadBinding } = library(730);
    const store = fdbStore({ loadBinding, apiVersion: 630 });
    await expectOk(store.open([counters]));
    expect(chosen).toEqual([630]);
    await store.dispose();
  });

  it('goes by the version that the host has chosen before, and says so where another is asked for', async () => {
    const { binding } = library(730);
    binding.setAPIVersion(710, 710);
    const store = fdbStore({ loadBinding: () => binding });
    await expectOk(store.open([counters]));
    await store.dispose();
    const other = fdbStore({ loadBinding: () => binding, apiVersion: 720 });
    expect((await expectErr(other.open([counters]), 'store/unavailable')).message).toContain('version 710');
  });

  it('says that the binding does not know a version, though the library offers it', async () => {
    const { chosen, loadBinding } = library(730);
    const store = fdbStore({ loadBinding, apiVersion: 730 });
    const error = await expectErr(store.open([counters]), 'store/unavailable');
    expect([error.retryable, error.message]).toEqual([false, expect.stringContaining('up to version 720')]);
    expect(chosen).toEqual([]);
  });

  it('says which library is needed for a version that it does not offer', async () => {
    for (const [libraryVersion, apiVersion] of [
      [710, 720],
      [620, undefined],
    ] as const) {
      const { loadBinding } = library(libraryVersion);
      const store = fdbStore({ loadBinding, ...(apiVersion === undefined ? {} : { apiVersion }) });
      const error = await expectErr(store.open([counters]), 'store/unavailable');
      expect([error.retryable, error.message]).toEqual([false, expect.stringContaining('client library')]);
    }
  });

  it('says where the cluster file is looked for when there is none', async () => {
    const { loadBinding } = library(730);
    const store = fdbStore({ loadBinding, clusterFile: '/nowhere/fdb.cluster' });
    const error = await expectErr(store.open([counters]), 'store/unavailable');
    expect([error.retryable, error.message]).toEqual([false, expect.stringContaining('FDB_CLUSTER_FILE')]);
  });

  it('says what to look at when the client library does not start', async () => {
    const binding = loadStandIn<FdbBinding>({ startsNetwork: false, clusters: new Map() });
    const listeners = process.listeners('exit');
    const error = await expectErr(fdbStore({ loadBinding: () => binding }).open([counters]), 'store/unavailable');
    expect([error.retryable, error.message]).toEqual([false, expect.stringContaining('FDB_NETWORK_OPTION_')]);
    // What the binding would do at the end of the process fails there.
    expect(process.listeners('exit')).toEqual(listeners);
  });

  it('works on a database that the host has opened, and leaves it open', async () => {
    const { binding } = library(730);
    binding.setAPIVersion(720, 720);
    const database = binding.open();
    for (let round = 0; round < 2; round += 1) {
      const store = fdbStore({ database });
      await expectOk(store.open([counters]));
      await store.dispose();
    }
    database.rawCreateTransaction().rawCancel();
  });
});

describe.runIf(hasCluster)('opening a store, on the client library of this machine', () => {
  function clusterFile(content: string): string {
    const directory = mkdtempSync(join(tmpdir(), 'carrel-fdb-'));
    onTestFinished(() => {
      rmSync(directory, { recursive: true, force: true });
    });
    const path = join(directory, 'fdb.cluster');
    writeFileSync(path, content);
    return path;
  }

  it('of a cluster that does not answer fails in its time, with what to look at', async () => {
    const store = fdbStore({ clusterFile: clusterFile('nobody:nobody@127.0.0.1:1\n'), connectTimeoutMs: 500 });
    const startedAt = performance.now();
    const error = await expectErr(store.open([counters]), 'store/unavailable');
    expect([error.retryable, error.message]).toEqual([true, expect.stringContaining('fdbcli')]);
    await store.dispose();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('says where the cluster file is looked for when there is none', async () => {
    const store = fdbStore({ clusterFile: '/nowhere/fdb.cluster' });
    const error = await expectErr(store.open([counters]), 'store/unavailable');
    expect([error.retryable, error.message]).toEqual([false, expect.stringContaining('FDB_CLUSTER_FILE')]);
  });

  it('says that a cluster file is none', async () => {
    const store = fdbStore({ clusterFile: clusterFile('not a cluster file\n') });
    const error = await expectErr(store.open([counters]), 'store/unavailable');
    expect([error.retryable, error.message]).toEqual([false, expect.stringContaining('cluster file')]);
  });
});

describe('the options of a store', () => {
  it.each([
    { apiVersion: 620 },
    { prefix: '' },
    { prefix: 'x'.repeat(101) },
    { transactionTimeoutMs: 0 },
    { retryTimeoutMs: 0 },
    { connectTimeoutMs: -1 },
    { clusterFile: 'x'.repeat(1_024) },
  ])('are refused out of their range: %o', (options) => {
    expect(() => fdbStore(options)).toThrow('Broken invariant');
  });
});
