import type { RbacV1Subject, V1PolicyRule, V1RoleRef } from '@kubernetes/client-node';
import type { KubeObject } from '../store/objects.js';
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from '../store/resources.js';
import type { Store } from '../store/store.js';
import type { User } from './users.js';

/** What a request would do, as rules speak of it. */
export type Attributes =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource?: string;
      readonly namespace?: string;
      readonly name?: string;
    }
  | { readonly verb: string; readonly path: string };

/** A right by what a rule would say of it. */
export interface Right {
  readonly verb: string;
  /** As rules name it: `pods`, `pods/exec`. */
  readonly resource: string;
}

const MASTERS = 'system:masters';

/** Role-based access from the roles and bindings in the store. */
export class Rbac {
  private readonly withheld = new Set<Right>();

  constructor(private readonly store: Store) {}

  /** Nobody has this right, whatever roles say. Returns what takes it back. */
  withhold(right: Right): () => void {
    this.withheld.add(right);
    return () => this.withheld.delete(right);
  }

  isAllowed(user: User, attributes: Attributes): boolean {
    if ([...this.withheld].some((right) => isRight(right, attributes))) return false;
    if (user.groups.includes(MASTERS)) return true;
    const namespace = 'path' in attributes ? undefined : attributes.namespace;
    return this.rulesOf(user, namespace).some((rule) => covers(rule, attributes));
  }

  /** All rules that hold for the user in that namespace, those for the whole cluster among them. */
  rulesOf(user: User, namespace: string | undefined): readonly V1PolicyRule[] {
    if (user.groups.includes(MASTERS)) {
      return [
        { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
        { verbs: ['*'], nonResourceURLs: ['*'] },
      ];
    }
    const bindings = [
      ...this.store.list(clusterRoleBindings),
      ...(namespace === undefined || namespace === '' ? [] : this.store.list(roleBindings, namespace)),
    ];
    return bindings.filter((binding) => binds(binding, user)).flatMap((binding) => this.rulesBound(binding));
  }

  private rulesBound(binding: KubeObject): readonly V1PolicyRule[] {
    const ref = binding['roleRef'] as V1RoleRef | undefined;
    if (ref === undefined) return [];
    const role =
      ref.kind === 'Role'
        ? this.store.get(roles, binding.metadata.namespace, ref.name)
        : this.store.get(clusterRoles, undefined, ref.name);
    return (role?.['rules'] as V1PolicyRule[] | null | undefined) ?? [];
  }
}

function isRight({ verb, resource }: Right, attributes: Attributes): boolean {
  if ('path' in attributes || attributes.verb !== verb) return false;
  const { resource: plural, subresource = '' } = attributes;
  return resource === (subresource === '' ? plural : `${plural}/${subresource}`);
}

function binds(binding: KubeObject, user: User): boolean {
  const subjects = (binding['subjects'] as RbacV1Subject[] | null | undefined) ?? [];
  return subjects.some(({ kind, name, namespace }) => {
    if (kind === 'User') return user.name === name;
    if (kind === 'Group') return user.groups.includes(name);
    return user.name === `system:serviceaccount:${namespace ?? binding.metadata.namespace ?? ''}:${name}`;
  });
}

function covers(rule: V1PolicyRule, attributes: Attributes): boolean {
  if (!has(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) {
    const { path } = attributes;
    return (rule.nonResourceURLs ?? []).some((url) =>
      url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path,
    );
  }
  const { group, resource, subresource, name } = attributes;
  if (!has(rule.apiGroups, group) || !coversResource(rule.resources ?? [], resource, subresource)) return false;
  const names = rule.resourceNames ?? [];
  return names.length === 0 || (name !== undefined && names.includes(name));
}

const has = (list: readonly string[] | undefined, item: string): boolean =>
  list?.includes('*') === true || list?.includes(item) === true;

function coversResource(list: readonly string[], resource: string, subresource: string | undefined): boolean {
  if (list.includes('*')) return true;
  if (subresource === undefined || subresource === '') return list.includes(resource);
  return list.includes(`${resource}/${subresource}`) || list.includes(`*/${subresource}`);
}
