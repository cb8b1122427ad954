import { describe, expect, it } from 'vitest';
import type { KubeObject } from './api-objects.js';
import { ObjectCache, type CacheChange } from './object-cache.js';

function object(name: string, uid: string, version: number): KubeObject {
  return { metadata: { name, namespace: 'n', uid, resourceVersion: String(version) } };
}

function open(): { readonly cache: ObjectCache<KubeObject>; readonly changes: string[] } {
  const cache = new ObjectCache<KubeObject>();
  const changes: string[] = [];
  const text = (one: KubeObject | null) =>
    one === null ? '-' : `${one.metadata.uid ?? ''}@${one.metadata.resourceVersion ?? ''}`;
  cache.subscribe(({ before, after }: CacheChange<KubeObject>) => changes.push(`${text(before)} ${text(after)}`));
  return { cache, changes };
}

describe('ObjectCache', () => {
  it('tells each change once, with what was there before', () => {
    const { cache, changes } = open();
    cache.put(object('a', 'u', 1));
    cache.put(object('a', 'u', 1));
    cache.put(object('a', 'u', 2));
    cache.remove(object('a', 'u', 3));
    cache.remove(object('a', 'u', 3));
    expect(changes).toEqual(['- u@1', 'u@1 u@2', 'u@2 -']);
    expect(cache.get('n', 'a')).toBeNull();
  });

  it('keeps what is newer, whatever comes after it', () => {
    const { cache } = open();
    cache.put(object('a', 'u', 10));
    cache.put(object('a', 'u', 9));
    expect(cache.get('n', 'a')?.metadata.resourceVersion).toBe('10');
  });

  it('does not bring back what is gone', () => {
    const { cache, changes } = open();
    cache.put(object('a', 'u', 1));
    cache.remove(object('a', 'u', 1));
    cache.put(object('a', 'u', 2));
    expect(cache.all()).toEqual([]);
    expect(changes).toHaveLength(2);
  });

  it('leaves an object alone that has the name of one that goes', () => {
    const { cache } = open();
    cache.put(object('a', 'old', 1));
    cache.put(object('a', 'new', 5));
    cache.remove(object('a', 'old', 6));
    expect(cache.get('n', 'a')?.metadata.uid).toBe('new');
  });

  it('becomes what a list says, but for what came after it', () => {
    const { cache, changes } = open();
    cache.put(object('gone', 'g', 1));
    cache.put(object('kept', 'k', 2));
    cache.put(object('late', 'l', 30));
    changes.length = 0;
    cache.replace([object('kept', 'k', 2), object('new', 'n', 20)], '20');
    expect(changes).toEqual(['g@1 -', '- n@20']);
    expect(cache.all().map(({ metadata }) => metadata.name)).toEqual(['kept', 'late', 'new']);
  });

  it('tells nobody who has left', () => {
    const cache = new ObjectCache<KubeObject>();
    let told = 0;
    cache.subscribe(() => {
      told += 1;
    })();
    cache.put(object('a', 'u', 1));
    expect(told).toBe(0);
  });
});
