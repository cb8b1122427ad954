export type {
  IdentityOptions,
  KubernetesRuntimeOptions,
  NamespaceOptions,
  QuotaOptions,
  ResourceOptions,
  StorageOptions,
} from './k8s-options.js';
export { kubernetesRuntime } from './k8s-runtime.js';
export type { KubeconfigSource } from './kube-access.js';
export { defaultBlockedNetworks } from './network-options.js';
export type { NetworkOptions } from './network-options.js';
export { permissions, roleRulesOf } from './permissions.js';
export type { Permission, RoleRule } from './permissions.js';
export type { PodPatch } from './pod-patch.js';
export type { Toleration, TopologySpreadConstraint } from './plain.js';
