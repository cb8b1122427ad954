import type { Toleration, TopologySpreadConstraint } from './plain.js';
import type { KubeconfigSource } from './kube-access.js';
import type { NetworkOptions, ResolvedNetworkOptions } from './network-options.js';
import type { PodPatch } from './pod-patch.js';

/** Where boxes are: all in one namespace, or those of each tenant in one of its own. */
export type NamespaceOptions =
  | {
      readonly mode: 'one';
      /** @default 'carrel-workspaces' */
      readonly name?: string;
      /**
       * Whether `open` makes the namespace with its policies where they are missing; else it looks whether boxes without a network are
       * shut off there by policies. @default false
       */
      readonly setUp?: boolean;
    }
  | {
      /** Made with policies and quotas when the first box of a tenant is. Boxes cannot be claimed then. */
      readonly mode: 'per-tenant';
      /** What their names begin with; at most 38 characters. @default 'carrel-t' */
      readonly prefix?: string;
    };

export interface ResourceOptions {
  /** The cores of a box whose spec has none (0). @default 2 */
  readonly cpus?: number;
  /** The memory of a box whose spec has none (0), in bytes. @default 4 GiB */
  readonly memoryBytes?: number;
  /** Which part of its cores a box is promised. @default 0.25: 500m of 2000m */
  readonly cpuShare?: number;
  /** Which part of its memory a box is promised. @default 0.5: 2 of 4 GiB */
  readonly memoryShare?: number;
  /** What a box may write to the disk of its node, in bytes: past it the node ends the box. @default 10 GiB */
  readonly ephemeralBytes?: number;
}

/** Where the files of a workspace are. */
export type StorageOptions =
  /** On the disk of the node; gone when the box stops. */
  | { readonly kind: 'disk' }
  /** In memory, of the box's own; gone when the box stops. At most `limits.diskBytes`, else half of the box's memory. */
  | { readonly kind: 'memory' }
  /**
   * In a volume of its own, which is there from `create` to `remove`: files outlive a stop. Where the spec says that they are the session's, in one
   * volume for its boxes, until `forgetSessionFiles`.
   */
  | {
      readonly kind: 'claim';
      /** @default the cluster's own */
      readonly storageClass?: string;
      /** Where the spec has no `limits.diskBytes`, in bytes. @default 10 GiB */
      readonly bytes?: number;
      /** Whether a volume of this class holds no more than was asked for, so that `limits.diskBytes` is kept. @default false */
      readonly isBounded?: boolean;
      /** @default 'ReadWriteOnce' */
      readonly accessMode?: 'ReadWriteOnce' | 'ReadWriteOncePod' | 'ReadWriteMany';
    };

/** What all boxes of a tenant may have together, in a namespace of its own. */
export interface QuotaOptions {
  /** @default 20 */
  readonly boxes?: number;
  /** Limits of all boxes together, in cores. @default 2 for each box */
  readonly cpus?: number;
  /** The same for memory, in bytes. @default 4 GiB for each box */
  readonly memoryBytes?: number;
  /** Of all claims together, in bytes. @default 10 GiB for each box */
  readonly storageBytes?: number;
}

/** A token of the service account of boxes, as a file of each box: programs show with it who they are. */
export interface IdentityOptions {
  /** Who takes the token. Nobody else does. */
  readonly audience: string;
  /** How long one token is good; the node puts a new one in its place before. At least 600. @default 3,600 */
  readonly lifeSeconds?: number;
  /** @default 'default' */
  readonly serviceAccount?: string;
}

export interface KubernetesRuntimeOptions {
  /** @default 'default' */
  readonly kubeconfig?: KubeconfigSource;
  /** @default one, 'carrel-workspaces' */
  readonly namespace?: NamespaceOptions;
  /** What boxes boot from whose spec names no image; it keeps the contract of docs/images.md. @default 'carrel/workspace:minimal' */
  readonly image?: string;
  /**
   * The reference that nodes pull for the tag of an image, such as one with the registry before it. `create` boots any image by it.
   * @default the tag as it is
   */
  readonly imageReference?: (tag: string) => string;
  /** Holds the agent as `/carrel-agent`, for the machines of all nodes, and needs nothing else. @default 'carrel/agent:0.0.0' */
  readonly agentImage?: string;
  /** @default 'IfNotPresent' */
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /** Names of Secrets in the namespaces of boxes with which nodes pull images. @default [] */
  readonly imagePullSecrets?: readonly string[];
  /** The user and group of everything in a box. Never root. @default '1000:1000' */
  readonly user?: string;
  readonly resources?: ResourceOptions;
  /** @default the disk of the node */
  readonly storage?: StorageOptions;
  /** The size of a box's `/tmp`, which counts as its memory: half of that at most. @default 256 MiB */
  readonly tmpBytes?: number;
  /**
   * The RuntimeClass for each `isolationClass` that a spec may name, such as `{ gvisor: 'gvisor', kata: 'kata-qemu' }`; boxes whose
   * spec names none get the first. '' is the node's own. @default {}, the node's own for all
   */
  readonly isolationClasses?: Readonly<Record<string, string>>;
  /** @default {} */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** @default [] */
  readonly tolerations?: readonly Toleration[];
  /** Their selector may be left out: it is that of all boxes then. @default [] */
  readonly topologySpread?: readonly TopologySpreadConstraint[];
  /** @default none */
  readonly priorityClass?: string;
  readonly network?: NetworkOptions;
  readonly quota?: QuotaOptions;
  /** @default none */
  readonly identity?: IdentityOptions;
  /**
   * Labels and annotations for every object that is made. Keys of `carrel.dev/` are ours. @default none
   */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Laid over the pod of every box by the rules of a strategic merge: lists of things with names are merged by them, and the
   * directives `$patch`, `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList` hold. What would take the pod its agent or
   * its hardening is refused. @default none
   */
  readonly podPatch?: PodPatch;
  /** How long one call to the API server may take, with all its tries. @default 30,000 */
  readonly callTimeoutMs?: number;
  /** How long a box may take until its agent answers: to find a node, and to fetch its images. @default 120,000 */
  readonly startTimeoutMs?: number;
  /** How long processes may take to end after SIGTERM, where `stop` names no time. @default 5,000 */
  readonly stopGraceMs?: number;
  /** How long after its grace a pod may still be there before it is taken away without its node's word. @default 30,000 */
  readonly forceAfterMs?: number;
}

export interface ResolvedKubernetesOptions extends Readonly<
  Required<
    Pick<
      KubernetesRuntimeOptions,
      | 'kubeconfig'
      | 'image'
      | 'imageReference'
      | 'agentImage'
      | 'imagePullPolicy'
      | 'imagePullSecrets'
      | 'tmpBytes'
      | 'isolationClasses'
      | 'nodeSelector'
      | 'tolerations'
      | 'topologySpread'
      | 'labels'
      | 'annotations'
      | 'callTimeoutMs'
      | 'startTimeoutMs'
      | 'stopGraceMs'
      | 'forceAfterMs'
    >
  >
> {
  readonly namespace: ResolvedNamespace;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly resources: Readonly<Required<ResourceOptions>>;
  readonly storage: ResolvedStorage;
  readonly network: ResolvedNetworkOptions;
  readonly quota: Readonly<Required<QuotaOptions>>;
  readonly identity: Readonly<Required<IdentityOptions>> | null;
  readonly priorityClass: string | null;
  readonly podPatch: PodPatch | null;
}

export type ResolvedNamespace =
  | { readonly mode: 'one'; readonly name: string; readonly setUp: boolean }
  | { readonly mode: 'per-tenant'; readonly prefix: string };

export type ResolvedStorage =
  | { readonly kind: 'disk' | 'memory' }
  | {
      readonly kind: 'claim';
      readonly storageClass: string | null;
      readonly bytes: number;
      readonly isBounded: boolean;
      readonly accessMode: 'ReadWriteOnce' | 'ReadWriteOncePod' | 'ReadWriteMany';
    };
