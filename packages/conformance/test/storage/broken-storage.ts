import { MemoryContents, memoryStorage, type MemoryStorage } from '@carrel/core/memory';
import type { StorageProvider } from '@carrel/core/storage';
import type { StorageSubject } from '../../src/index.js';

/** A storage that breaks one promise, and the name of a case that has to find out. */
export interface BrokenStorage {
  readonly found: string;
  /** A storage in its own way; the rest is done by the sound one it is made from. */
  readonly alter: (inner: MemoryStorage, contents: MemoryContents) => Partial<StorageProvider>;
}

/** A subject of the kit whose storages, also those after a restart, are altered. */
export function memorySubject(alter: BrokenStorage['alter'] = () => ({})): StorageSubject {
  const contents = new MemoryContents();
  const create = (): StorageProvider => {
    const inner = memoryStorage({ durableState: contents });
    return { ...methodsOf(inner), ...alter(inner, contents) };
  };
  return {
    subject: create(),
    restart: create,
    damage: (tenantId, digest) => {
      memoryStorage({ durableState: contents }).damage(tenantId, digest);
    },
    dispose: () => Promise.resolve(),
  };
}

function methodsOf(inner: StorageProvider): StorageProvider {
  return {
    name: inner.name,
    open: () => inner.open(),
    put: (tenantId, content, options) => inner.put(tenantId, content, options),
    putMany: (tenantId, contents, options) => inner.putMany(tenantId, contents, options),
    get: (tenantId, digest, options) => inner.get(tenantId, digest, options),
    getMany: (tenantId, digests, options) => inner.getMany(tenantId, digests, options),
    remove: (tenantId, digests, options) => inner.remove(tenantId, digests, options),
    list: (tenantId, options) => inner.list(tenantId, options),
    dispose: () => inner.dispose(),
  };
}
