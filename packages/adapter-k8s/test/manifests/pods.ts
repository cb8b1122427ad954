import type {
  V1Container,
  V1Deployment,
  V1PodTemplateSpec,
  V1PersistentVolumeClaim,
  V1StatefulSet,
} from '@kubernetes/client-node';
import type { Built, Manifest } from './built.js';

/** A workload, as far as its pods are concerned. */
export interface Pods {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly selector: Readonly<Record<string, string>>;
  readonly template: V1PodTemplateSpec;
  readonly claims: readonly V1PersistentVolumeClaim[];
}

/** Every workload of an overlay. */
export function podsOf(built: Built): readonly Pods[] {
  const deployments = built.all<V1Deployment>('Deployment').map((each) => toPods(each, each.spec));
  const sets = built.all<V1StatefulSet>('StatefulSet').map((each) => toPods(each, each.spec));
  return [...deployments, ...sets];
}

function toPods({ metadata }: Manifest, spec: V1Deployment['spec'] & V1StatefulSet['spec']): Pods {
  if (spec === undefined) throw new Error(`${metadata.name} has no spec`);
  const { selector, template, volumeClaimTemplates = [] } = spec;
  const { name, namespace } = metadata;
  return { name, namespace, selector: selector.matchLabels ?? {}, template, claims: volumeClaimTemplates };
}

/** All containers, those that run before the others among them. */
export function containersOf({ template: { spec } }: Pods): readonly V1Container[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}

/** Whether a selector takes what has the labels; one of nothing takes everything. */
export function takes(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** The workloads whose pods a selector of the namespace takes. */
export function taken(
  built: Built,
  {
    namespace,
    selector = {},
  }: { readonly namespace: string | undefined; readonly selector: Record<string, string> | undefined },
): readonly Pods[] {
  return podsOf(built).filter(
    (pods) => pods.namespace === namespace && takes(selector, pods.template.metadata?.labels),
  );
}

/** The names of a workload's ports, and their numbers. */
export function portsOf(pods: Pods): readonly (string | number | undefined)[] {
  return containersOf(pods).flatMap(({ ports = [] }) =>
    ports.flatMap(({ name, containerPort }) => [name, containerPort]),
  );
}
