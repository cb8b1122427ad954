import { readFileSync } from 'node:fs';
import type {
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1NetworkPolicy,
  V1PolicyRule,
  V1Role,
  V1RoleBinding,
  V1ValidatingAdmissionPolicy,
} from '@kubernetes/client-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { roleRulesOf, type NamespaceOptions } from '../../src/index.js';
import type { Plain } from '../../src/plain.js';
import { built, hasKustomize, type Built } from './built.js';

/** What docs/kubernetes.md says of it, in its order: what is there between the bars of a row that begins with a resource. */
function documented(): readonly (readonly [resource: string, verbs: string])[] {
  const text = readFileSync(new URL('../../../../docs/kubernetes.md', import.meta.url), 'utf8');
  return [...text.matchAll(/^\| `([a-z/]+)` +\| ([a-z, ]+?) +\|/gm)].map(
    ([, resource = '', verbs = '']) => [resource, verbs.replaceAll(',', '')] as const,
  );
}

type Rule = Plain<V1PolicyRule>;

/** What the adapter says that it needs, with claims as the option that needs most. */
function needed(namespace: NamespaceOptions): Readonly<Record<string, string>> {
  return tableOf(roleRulesOf({ namespace, storage: { kind: 'claim' } }) as readonly Rule[]);
}

const WORKSPACES = needed({ mode: 'one' });
const TENANTS = needed({ mode: 'per-tenant' });

const SERVERS = [{ kind: 'ServiceAccount', name: 'carrel', namespace: 'carrel' }];

const RBAC = 'rbac.authorization.k8s.io';

/** Rules as a table: what of each resource. */
function tableOf(rules: readonly Rule[] = []): Readonly<Record<string, string>> {
  const rows = rules.flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap((group) =>
      resources.map((resource) => [group === '' ? resource : `${group}/${resource}`, verbs.join(' ')] as const),
    ),
  );
  expect(new Set(rows.map(([resource]) => resource)).size).toBe(rows.length);
  return Object.fromEntries(rows);
}

it('what servers may is what docs/kubernetes.md says', () => {
  const names = (rules: Readonly<Record<string, string>>) =>
    Object.entries(rules).map(([resource, verbs]) => [resource.replace('networking.k8s.io/', ''), verbs]);
  expect(documented()).toEqual(names(WORKSPACES));
});

describe.runIf(hasKustomize).each(['single-node', 'production'] as const)(
  'what the servers may in the overlay %s',
  (overlay) => {
    let whole: Built;
    beforeAll(async () => {
      whole = await built(overlay);
    });

    it('is what they need in the namespace of workspaces, and nothing elsewhere', () => {
      const [role, ...roles] = whole.all<V1Role>('Role');
      const [binding, ...bindings] = whole.all<V1RoleBinding>('RoleBinding');

      expect([...roles, ...bindings, ...whole.all('ClusterRole'), ...whole.all('ClusterRoleBinding')]).toEqual([]);
      expect(role?.metadata.namespace).toBe('carrel-workspaces');
      expect(tableOf(role?.rules)).toEqual(WORKSPACES);
      expect(binding?.metadata.namespace).toBe('carrel-workspaces');
      expect(binding?.roleRef).toEqual({ apiGroup: RBAC, kind: 'Role', name: role?.metadata.name });
      expect(binding?.subjects).toEqual(SERVERS);
    });

    it('makes hardened pods alone, on no network unless they have one', () => {
      const [namespace] = whole.all('Namespace').filter(({ metadata }) => metadata.name === 'carrel-workspaces');
      const { spec } = whole.one<V1NetworkPolicy>('NetworkPolicy', 'internet', 'carrel-workspaces');
      const [names, addresses, ...others] = spec?.egress ?? [];

      expect(namespace?.metadata.labels).toEqual({ 'pod-security.kubernetes.io/enforce': 'restricted' });
      expect(spec?.podSelector?.matchLabels).toEqual({ 'carrel.dev/network': 'internet' });
      expect(spec?.policyTypes).toEqual(['Egress']);
      expect(names?.ports?.map(({ port }) => port)).toEqual([53, 53]);
      expect(others).toEqual([]);
      expect(addresses?.to).toHaveLength(1);
      expect(addresses?.to?.[0]?.ipBlock?.cidr).toBe('0.0.0.0/0');
      expect(addresses?.to?.[0]?.ipBlock?.except).toEqual(
        expect.arrayContaining([
          '10.0.0.0/8',
          '100.64.0.0/10',
          '127.0.0.0/8',
          '169.254.0.0/16',
          '172.16.0.0/12',
          '192.168.0.0/16',
        ]),
      );
    });
  },
);

describe.runIf(hasKustomize)('what the servers may in the overlay tenants', () => {
  let whole: Built;
  beforeAll(async () => {
    whole = await built('tenants');
  });

  it('is what they need in namespaces that they make', () => {
    const [role, ...roles] = whole.all<V1ClusterRole>('ClusterRole');
    const [binding, ...bindings] = whole.all<V1ClusterRoleBinding>('ClusterRoleBinding');

    expect([...roles, ...bindings, ...whole.all('Role'), ...whole.all('RoleBinding')]).toEqual([]);
    expect(tableOf(role?.rules)).toEqual(TENANTS);
    expect(binding?.roleRef).toEqual({ apiGroup: RBAC, kind: 'ClusterRole', name: role?.metadata.name });
    expect(binding?.subjects).toEqual(SERVERS);
  });

  it('is bounded to these namespaces by a policy of admission', () => {
    const [policy] = whole.all<V1ValidatingAdmissionPolicy>('ValidatingAdmissionPolicy');
    const { failurePolicy, matchConditions, matchConstraints, validations } = policy?.spec ?? {};
    const [rule, ...rules] = matchConstraints?.resourceRules ?? [];
    const [binding] = whole.all('ValidatingAdmissionPolicyBinding');
    const groups = new Set(
      whole
        .all<V1ClusterRole>('ClusterRole')
        .flatMap(({ rules = [] }) => rules.flatMap(({ apiGroups = [] }) => apiGroups)),
    );

    expect(failurePolicy).toBe('Fail');
    expect(rules).toEqual([]);
    expect(new Set(rule?.apiGroups)).toEqual(groups);
    expect(rule).toMatchObject({
      apiVersions: ['*'],
      resources: ['*/*'],
      operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    });
    expect(matchConditions?.map(({ expression }) => expression)).toEqual([
      `request.userInfo.username == 'system:serviceaccount:carrel:carrel'`,
    ]);
    expect(validations?.map(({ expression }) => expression)).toEqual([
      `(request.resource.resource == 'namespaces' ? request.name : request.namespace).startsWith('carrel-t-')`,
    ]);
    expect(binding?.['spec']).toEqual({ policyName: policy?.metadata.name, validationActions: ['Deny'] });
  });
});
