import { describe, expect, it } from 'vitest';
import type { JsonObject } from './api-objects.js';
import { PatchError, strategicMerge } from './strategic-merge.js';

const pod = {
  metadata: { name: 'box', labels: { a: '1' }, finalizers: ['one'] },
  spec: {
    containers: [
      { name: 'workspace', image: 'one', env: [{ name: 'A', value: '1' }], command: ['serve'] },
      { name: 'side', image: 'two' },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
    tolerations: [{ key: 'a' }],
  },
} satisfies JsonObject;

const containers = (patch: readonly JsonObject[]): unknown => {
  const { spec } = strategicMerge(pod, { spec: { containers: patch } });
  return (spec as JsonObject)['containers'];
};

describe('strategicMerge', () => {
  it('leaves everything as it is for a patch of nothing, and changes neither argument', () => {
    const before = structuredClone(pod);
    const patch = { spec: { containers: [{ name: 'workspace', env: [{ name: 'A', value: '2' }] }] } };
    const patchBefore = structuredClone(patch);
    expect(strategicMerge(pod, {})).toEqual(pod);
    strategicMerge(pod, patch);
    expect(pod).toEqual(before);
    expect(patch).toEqual(patchBefore);
  });

  it('merges objects field by field, and takes away what is null', () => {
    const patched = strategicMerge(pod, { metadata: { labels: { b: '2' }, name: null }, spec: { nodeName: 'n' } });
    expect(patched['metadata']).toEqual({ labels: { a: '1', b: '2' }, finalizers: ['one'] });
    expect((patched['spec'] as JsonObject)['nodeName']).toBe('n');
  });

  it('merges the entries of a list by their key, and puts new ones behind', () => {
    expect(
      containers([
        { name: 'new', image: 'three' },
        { name: 'workspace', image: 'four' },
      ]),
    ).toEqual([{ ...pod.spec.containers[0], image: 'four' }, pod.spec.containers[1], { name: 'new', image: 'three' }]);
  });

  it('merges lists inside the entries of lists', () => {
    const env = [
      { name: 'B', value: '2' },
      { name: 'A', value: '3' },
    ];
    expect(containers([{ name: 'workspace', env }])).toEqual([
      {
        ...pod.spec.containers[0],
        env: [
          { name: 'A', value: '3' },
          { name: 'B', value: '2' },
        ],
      },
      pod.spec.containers[1],
    ]);
  });

  it('replaces lists that have no key, such as commands and tolerations', () => {
    const patched = strategicMerge(pod, { spec: { tolerations: [{ key: 'b' }] } });
    expect((patched['spec'] as JsonObject)['tolerations']).toEqual([{ key: 'b' }]);
    expect(containers([{ name: 'workspace', command: ['x', 'y'] }])).toMatchObject([{ command: ['x', 'y'] }, {}]);
  });

  it('knows mounts by their path and ports by their number', () => {
    const base = { volumeMounts: [{ name: 'a', mountPath: '/a' }], ports: [{ containerPort: 1, name: 'x' }] };
    const patch = { volumeMounts: [{ name: 'b', mountPath: '/a' }], ports: [{ containerPort: 1, name: 'y' }] };
    expect(strategicMerge(base, patch)).toEqual(patch);
  });

  it('adds to lists of values that are sets, and drops from lists by name', () => {
    expect(strategicMerge(pod, { metadata: { finalizers: ['two', 'one'] } })['metadata']).toMatchObject({
      finalizers: ['one', 'two'],
    });
    const dropped = strategicMerge(pod, { metadata: { '$deleteFromPrimitiveList/finalizers': ['one'] } });
    expect(dropped['metadata']).toMatchObject({ finalizers: [] });
  });
});

describe('the directives of strategicMerge', () => {
  it('delete takes an entry away, and is no matter where there is none', () => {
    const gone = { $patch: 'delete', name: 'side' };
    expect(containers([gone])).toEqual([pod.spec.containers[0]]);
    expect(containers([gone, gone])).toEqual([pod.spec.containers[0]]);
  });

  it('replace makes an entry, a list and an object what the patch is', () => {
    expect(containers([{ $patch: 'replace', name: 'side', image: 'x' }])).toEqual([
      pod.spec.containers[0],
      { name: 'side', image: 'x' },
    ]);
    expect(containers([{ $patch: 'replace' }, { name: 'only', image: 'x' }])).toEqual([{ name: 'only', image: 'x' }]);
    expect(strategicMerge(pod, { metadata: { $patch: 'replace', name: 'x' } })['metadata']).toEqual({ name: 'x' });
  });

  it('delete of an object empties it', () => {
    expect(strategicMerge(pod, { metadata: { $patch: 'delete' } })['metadata']).toEqual({});
  });

  it('$retainKeys keeps only what it names, and what the patch has', () => {
    const volumes = [{ name: 'tmp', $retainKeys: ['name', 'configMap'], configMap: { name: 'c' } }];
    const { spec } = strategicMerge(pod, { spec: { volumes } });
    expect((spec as JsonObject)['volumes']).toEqual([{ name: 'tmp', configMap: { name: 'c' } }]);
  });

  it('$setElementOrder puts entries in an order', () => {
    const order = [{ name: 'side' }, { name: 'workspace' }];
    const { spec } = strategicMerge(pod, { spec: { '$setElementOrder/containers': order } });
    const names = ((spec as JsonObject)['containers'] as readonly { readonly name: string }[]).map(({ name }) => name);
    expect(names).toEqual(['side', 'workspace']);
  });

  it('leave nothing of themselves behind', () => {
    const patched = strategicMerge(pod, {
      spec: { containers: [{ name: 'new', $patch: 'merge', env: [{ name: 'A', $patch: 'replace', value: '1' }] }] },
    });
    expect(JSON.stringify(patched)).not.toContain('$');
  });

  it('are refused where they are none, as are entries without a key', () => {
    expect(() => strategicMerge(pod, { $patch: 'take' })).toThrow(PatchError);
    expect(() => containers([{ image: 'x' }])).toThrow(PatchError);
    expect(() => strategicMerge(pod, { spec: { containers: ['x'] } })).toThrow(PatchError);
    expect(() => strategicMerge(pod, { spec: { $retainKeys: 'x' } })).toThrow(PatchError);
    expect(() => strategicMerge(pod, { spec: { '$setElementOrder/volumes': 'x' } })).toThrow(PatchError);
  });
});
