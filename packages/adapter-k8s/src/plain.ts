import type {
  V1Container,
  V1EnvVar,
  V1PodSpec,
  V1ResourceRequirements,
  V1SecurityContext,
  V1Toleration,
  V1TopologySpreadConstraint,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node';

/** A class of the client without its being one: what comes over the wire, and is written as a literal. */
export type Plain<T> = T extends Date
  ? T
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

export type Container = Plain<V1Container>;
export type EnvVar = Plain<V1EnvVar>;
export type PodSpec = Plain<V1PodSpec>;
export type ResourceRequirements = Plain<V1ResourceRequirements>;
export type SecurityContext = Plain<V1SecurityContext>;
export type Toleration = Plain<V1Toleration>;
export type TopologySpreadConstraint = Plain<V1TopologySpreadConstraint>;
export type Volume = Plain<V1Volume>;
export type VolumeMount = Plain<V1VolumeMount>;
