import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { createIdSource, type TenantId } from '../kernel/index.js';
import { memoryRuntime, memoryStorage, memoryStore, VirtualClock } from '../memory/index.js';
import type { FileConnection } from '../runtime/index.js';
import {
  defaultStorageOptions,
  StoredContents,
  StoredRepository,
  StoredSweeper,
  StoredTrees,
  type StorageProvider,
} from '../storage/index.js';
import type { RecordStore } from '../store/index.js';
import { CacheRepository } from './cache-repository.js';
import { CacheSaver } from './cache-saver.js';
import { cachedPackages } from './cached-packages.js';
import { npmPackages } from './npm-packages.js';
import { defaultProjectOptions } from './project-options.js';

const PLACE = '.carrel/cache/npm/_cacache/content-v2';
const PACKAGES = [Buffer.alloc(1_000, 'small'), Buffer.alloc(400_000, 'large')];

const OPTIONS = { ...defaultProjectOptions, cacheMaxAgeMs: 120_000, cacheSaveTimeoutMs: 30_000 };

/** What stores packages in a process whose records are in `store`. */
function saverOf(store: RecordStore, provider: StorageProvider, clock: VirtualClock): CacheSaver {
  const ids = createIdSource(clock);
  const stored = new StoredRepository(store);
  const providers = new Map([[provider.name, provider]]);
  const options = defaultStorageOptions;
  const process = { holder: 'dying', isGone: () => true };
  const sweeper = new StoredSweeper({ store, providers, clock, ...process, options });
  const contents = new StoredContents({ repository: stored, sweeper, providers, clock, options });
  const trees = new StoredTrees({ repository: stored, contents, clock, ids, options });
  const cache = { repository: new CacheRepository(store), stored, trees, contents, storage: provider.name };
  return new CacheSaver({ ...cache, clock, ids, options: OPTIONS });
}

function save(saver: CacheSaver, tenantId: TenantId, files: FileConnection): ReturnType<CacheSaver['save']> {
  return saver.save({ tenantId, files, manager: 'npm', shared: npmPackages, place: PLACE, directory: '', call: {} });
}

it.each(['before', 'after'] as const)(
  'a process that dies %s any transaction of storing packages leaves nothing half stored, and nothing for ever',
  async (when) => {
    for (let transactions = 0, crashed = true; crashed; transactions += 1) {
      const clock = new VirtualClock(Date.UTC(2030, 0, 1));
      const [store, storage, runtime] = [memoryStore(), memoryStorage(), memoryRuntime()];
      await using carrel = await memoryCarrel({
        ...{ store, runtime, clock, storages: [storage] },
        ...{ projects: { cache: 'tenant' }, storage: { sweepDelayMs: 1_000 } },
      });
      const caller = await newCaller(carrel);
      const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['javascript'] }));
      const workspace = expectOk(await carrel.workspaces.open(caller, id));
      const sums = PACKAGES.map((data) => createHash('sha512').update(data).digest());
      const lock = JSON.stringify(sums.map((sum) => ({ integrity: `sha512-${sum.toString('base64')}` })));
      expectOk(await workspace.files.write('package-lock.json', lock));
      for (const [at, path] of [...npmPackages.named(lock)].entries())
        expectOk(await workspace.files.write(`${PLACE}/${path}`, PACKAGES[at] ?? ''));
      const [box] = runtime.durableState.all();
      if (box === undefined) throw new Error('there is no box');
      const { files } = expectOk(await runtime.connect(box.handle));
      const dying = crashingStore(store, when);
      dying.crashAfter(transactions);

      const saved = await save(saverOf(dying.store, storage, clock), caller.tenantId, files);

      ({ crashed } = dying);
      expect(saved.isOk()).toBe(!crashed);
      const recorded = async () =>
        expectOk(await store.read((view) => view.scan(cachedPackages, { limit: 10 }))).items.map(({ value }) => value);
      for (const one of await recorded()) if (one.state === 'ready') expect(one.files).toBe(2);
      await eventually(async () => {
        await clock.advance(60_000);
        expect(await recorded()).toEqual([]);
        expect(expectOk(await storage.list(caller.tenantId)).items).toEqual([]);
      });
      expect(transactions).toBeLessThan(40);
    }
  },
  60_000,
);
