import { describe, expect, it } from 'vitest';
import type { KubernetesRuntimeOptions } from './k8s-options.js';
import { roleRulesOf } from './permissions.js';

function tableOf(options: KubernetesRuntimeOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(
    roleRulesOf(options).map(({ apiGroups, resources, verbs }) => [
      [...apiGroups, ...resources].join('/'),
      verbs.join(' '),
    ]),
  );
}

const BOXES = {
  '/secrets': 'create delete get list patch watch',
  '/pods': 'create delete get list watch',
  '/pods/exec': 'create get',
};
const POLICIES = 'networking.k8s.io/networkpolicies';

describe('roleRulesOf', () => {
  it('is what boxes in one namespace need', () => {
    expect(tableOf({})).toEqual({ ...BOXES, [POLICIES]: 'list' });
    expect(tableOf({ network: { enforced: false } })).toEqual(BOXES);
    const network = { enforced: false };
    expect(tableOf({ network, namespace: { mode: 'one', setUp: true } })).toEqual({
      ...BOXES,
      '/namespaces': 'create',
    });
  });

  it('grows with what the options ask for', () => {
    expect(tableOf({ storage: { kind: 'claim' } })).toMatchObject({ '/persistentvolumeclaims': 'create delete list' });
    expect(tableOf({ namespace: { mode: 'one', setUp: true } })).toEqual({
      ...BOXES,
      '/namespaces': 'create',
      [POLICIES]: 'create',
    });
    expect(tableOf({ namespace: { mode: 'per-tenant' } })).toEqual({
      ...BOXES,
      '/namespaces': 'create',
      '/resourcequotas': 'create',
      '/limitranges': 'create',
      [POLICIES]: 'create',
    });
  });

  it('never asks for everything', () => {
    expect(
      JSON.stringify(roleRulesOf({ namespace: { mode: 'per-tenant' }, storage: { kind: 'claim' } })),
    ).not.toContain('*');
  });
});
