import { err, ok, okAsync, type ResultAsync } from '@carrel/core/kernel';
import { runtimeUnavailable, type RuntimeError, type WorkspaceSpec } from '@carrel/core/runtime';
import { namespaceOf } from './box-record.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import type { KubeClient, UntilAborted } from './kube-client.js';
import { namespaceObject, networkPolicies, tenantLimits, type WantedObject } from './namespace-objects.js';
import { gapIn, type PolicyObject } from './policy-check.js';

/** How many namespaces are remembered as whole. */
const MAX_KNOWN = 10_000;

/** The namespaces of boxes, with what guards them. */
export class TenantNamespaces {
  private readonly whole = new Set<string>();

  constructor(
    private readonly client: KubeClient,
    private readonly options: ResolvedKubernetesOptions,
  ) {}

  /** The one namespace, where there is one, is there with its policies: made so, or `runtime/unavailable` for what is missing. */
  check(options: UntilAborted = {}): ResultAsync<void, RuntimeError> {
    const { namespace } = this.options;
    if (namespace.mode === 'per-tenant') return okAsync(undefined);
    if (namespace.setUp) {
      const policies = networkPolicies(namespace.name, this.options);
      return this.make([namespaceObject(namespace.name, this.options), ...policies], options);
    }
    return this.options.network.enforced ? this.look(namespace.name, options) : okAsync(undefined);
  }

  /** The namespace of the tenant is there when ok, and nothing runs in it that its policies do not hold for. */
  ensure(spec: WorkspaceSpec, options: UntilAborted): ResultAsync<void, RuntimeError> {
    if (this.options.namespace.mode === 'one') return okAsync(undefined);
    const name = namespaceOf(this.options, spec);
    if (this.whole.has(name)) return okAsync(undefined);
    const wanted = [
      namespaceObject(name, this.options, spec),
      ...networkPolicies(name, this.options),
      ...tenantLimits(name, this.options),
    ];
    return this.make(wanted, options).map(() => {
      this.whole.add(name);
      const [oldest] = this.whole;
      if (this.whole.size > MAX_KNOWN && oldest !== undefined) this.whole.delete(oldest);
    });
  }

  /** Somebody took the namespace away. */
  forget(spec: WorkspaceSpec): void {
    this.whole.delete(namespaceOf(this.options, spec));
  }

  /** One after another, the namespace first; what is there already stays as it is. */
  private make(wanted: readonly WantedObject[], options: UntilAborted): ResultAsync<void, RuntimeError> {
    return this.client.attempt(async (signal) => {
      for (const { resource, object } of wanted) await this.client.create(resource, object, signal);
    }, options);
  }

  private look(name: string, options: UntilAborted): ResultAsync<void, RuntimeError> {
    const policies = { resource: 'networkpolicies', namespace: name } as const;
    return this.client
      .attempt((signal) => this.client.list<PolicyObject>(policies, signal), options)
      .andThen(({ items }) => {
        const gap = gapIn(items);
        if (gap === null) return ok(undefined);
        return err(runtimeUnavailable(`The namespace ${name} has ${gap}: look at the options namespace and network.`));
      });
  }
}
