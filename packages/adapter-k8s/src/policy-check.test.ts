import { describe, expect, it } from 'vitest';
import { networkPolicies } from './namespace-objects.js';
import { gapIn, type PolicyObject } from './policy-check.js';
import { resolveKubernetesOptions } from './resolve-options.js';

const policy = (spec: Readonly<Record<string, unknown>>): PolicyObject => ({ metadata: { name: 'p' }, spec });
const deny = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

describe('gapIn', () => {
  it('finds none in the policies that are made here', () => {
    const options = resolveKubernetesOptions({ network: { ingressFrom: [{ podSelector: {} }] } });
    expect(gapIn(networkPolicies('n', options).map(({ object }) => object))).toBeNull();
  });

  it('finds none where a policy shuts off all pods', () => {
    expect(gapIn([deny])).toBeNull();
    const online = { 'carrel.dev/network': 'internet' };
    expect(
      gapIn([deny, policy({ podSelector: { matchLabels: online }, egress: [{}], policyTypes: ['Egress'] })]),
    ).toBeNull();
  });

  it('finds what is missing', () => {
    expect(gapIn([])).toContain('what comes into');
    expect(gapIn([policy({ podSelector: {} })])).toContain('what goes out');
    expect(
      gapIn([policy({ podSelector: { matchLabels: { app: 'x' } }, policyTypes: ['Ingress', 'Egress'] })]),
    ).toContain('what comes into');
  });

  it('finds a policy that lets boxes without a network out', () => {
    const open = policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{}] });
    expect(gapIn([deny, open])).toContain('the NetworkPolicy p');
  });

  it('understands what a selector says', () => {
    const key = 'carrel.dev/network';
    const out = (matchExpressions: readonly object[]) =>
      gapIn([deny, policy({ podSelector: { matchExpressions }, policyTypes: ['Egress'], egress: [{}] })]);
    expect(out([{ key, operator: 'In', values: ['internet'] }])).toBeNull();
    expect(out([{ key, operator: 'In', values: ['none'] }])).not.toBeNull();
    expect(out([{ key, operator: 'NotIn', values: ['none'] }])).toBeNull();
    expect(out([{ key, operator: 'Exists' }])).not.toBeNull();
    expect(out([{ key, operator: 'DoesNotExist' }])).toBeNull();
  });
});
