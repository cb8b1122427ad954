import { join } from 'node:path';
import type { V1Container, V1EnvVar, V1PodSpec, V1SecurityContext } from '@kubernetes/client-node';
import type { Registry } from '../cluster/registry.js';
import { fieldsOf, textOf, valueAt, type Fields, type KubeObject } from '../store/objects.js';
import { quantity } from '../store/quantity.js';
import { configMaps, runtimeClasses, secrets, type Resource } from '../store/resources.js';
import { fieldText } from './volumes.js';

/** What the pod says of the container cannot be done; it is tried again. */
export class ConfigError extends Error {}

interface Making {
  readonly registry: Registry;
  readonly pod: KubeObject;
  readonly container: V1Container;
  readonly volumes: ReadonlyMap<string, string>;
  /** What the engine knows of the image. */
  readonly image: Fields;
  /** `bridge`, `none`, or another container whose network it joins. */
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly runtimeHandlers: Readonly<Record<string, string>>;
}

/** A container of a pod as the engine is asked for it. @throws ConfigError. */
export function containerSpec(making: Making): Fields {
  const { container, pod, network, labels } = making;
  const { stdin = false, tty = false, workingDir, command, args } = container;
  return {
    Image: container.image,
    ...(command === undefined ? {} : { Entrypoint: command }),
    // The image's own arguments are for its own command.
    ...(args === undefined ? (command === undefined ? {} : { Cmd: [] }) : { Cmd: args }),
    Env: environment(making),
    ...(workingDir === undefined ? {} : { WorkingDir: workingDir }),
    ...userOf(making),
    OpenStdin: stdin,
    Tty: tty,
    Labels: labels,
    ...(network === 'bridge' || network === 'none'
      ? { Hostname: (specOf(pod).hostname ?? pod.metadata.name).slice(0, 63) }
      : {}),
    HostConfig: hostConfig(making),
  };
}

const specOf = (pod: KubeObject): V1PodSpec => pod.spec as unknown as V1PodSpec;

function hostConfig({ registry, pod, container, volumes, network, runtimeHandlers }: Making): Fields {
  const context = container.securityContext ?? {};
  const podContext = specOf(pod).securityContext ?? {};
  const limits = container.resources?.limits ?? {};
  const memory = quantity(limits['memory']);
  const cpu = quantity(limits['cpu']);
  const seccomp = (context.seccompProfile ?? podContext.seccompProfile)?.type;
  const groups = [
    ...(podContext.supplementalGroups ?? []),
    ...(podContext.fsGroup === undefined ? [] : [podContext.fsGroup]),
  ];
  return {
    Binds: bindsOf(container, volumes),
    NetworkMode: network,
    ReadonlyRootfs: context.readOnlyRootFilesystem ?? false,
    Privileged: context.privileged ?? false,
    CapDrop: context.capabilities?.drop ?? [],
    CapAdd: context.capabilities?.add ?? [],
    SecurityOpt: [
      ...(context.allowPrivilegeEscalation === false ? ['no-new-privileges'] : []),
      ...(seccomp === 'Unconfined' ? ['seccomp=unconfined'] : []),
    ],
    GroupAdd: groups.map(String),
    ...(memory === undefined ? {} : { Memory: Math.ceil(memory), MemorySwap: Math.ceil(memory) }),
    ...(cpu === undefined ? {} : { NanoCpus: Math.round(cpu * 1e9) }),
    ...(network === 'bridge' ? dnsOf(pod) : {}),
    ...runtimeOf(registry, pod, runtimeHandlers),
  };
}

/** The resolvers that a pod names; else those of the engine. */
function dnsOf(pod: KubeObject): Fields {
  const { dnsPolicy, dnsConfig } = specOf(pod);
  return dnsPolicy === 'None' ? { Dns: dnsConfig?.nameservers ?? [], DnsSearch: dnsConfig?.searches ?? [] } : {};
}

function runtimeOf(registry: Registry, pod: KubeObject, handlers: Readonly<Record<string, string>>): Fields {
  const name = specOf(pod).runtimeClassName;
  if (name === undefined) return {};
  const handler = registry.store.get(runtimeClasses, undefined, name)?.['handler'];
  const runtime = typeof handler === 'string' ? handlers[handler] : undefined;
  if (runtime === undefined) throw new ConfigError(`no runtime for "${String(handler)}" is configured`);
  return { Runtime: runtime };
}

function bindsOf({ volumeMounts = [] }: V1Container, volumes: ReadonlyMap<string, string>): string[] {
  return volumeMounts.map(({ name, mountPath, subPath, readOnly }) => {
    const host = join(volumes.get(name) ?? '', subPath ?? '');
    return `${host}:${mountPath}:${readOnly === true ? 'ro' : 'rw'}`;
  });
}

function userOf({ pod, container, image }: Making): Fields {
  const { runAsUser, runAsGroup, runAsNonRoot } = {
    ...fieldsOf(specOf(pod).securityContext),
    ...fieldsOf(container.securityContext),
  } as V1SecurityContext;
  const own = textOf(valueAt(image, 'Config.User')) ?? '';
  const user = runAsUser === undefined ? own : String(runAsUser);
  if (runAsNonRoot === true) {
    const name = user.split(':')[0] ?? '';
    if (name === '' || name === '0' || name === 'root')
      throw new ConfigError('container has runAsNonRoot and image will run as root');
    if (!/^\d+$/.test(name))
      throw new ConfigError(
        `container has runAsNonRoot and image has non-numeric user (${name}), cannot verify user is non-root`,
      );
  }
  if (user === '' && runAsGroup === undefined) return {};
  return { User: runAsGroup === undefined ? user : `${user === '' ? '0' : user}:${runAsGroup}` };
}

function environment({ registry, pod, container }: Making): string[] {
  const values = new Map<string, string>();
  for (const { secretRef, configMapRef, prefix = '' } of container.envFrom ?? []) {
    const [resource, name] = secretRef === undefined ? [configMaps, configMapRef?.name] : [secrets, secretRef.name];
    for (const [key, text] of dataOf(registry, pod, { resource, name: name ?? '' })) values.set(prefix + key, text);
  }
  for (const variable of container.env ?? []) {
    const text = variable.valueFrom === undefined ? (variable.value ?? '') : referenced(registry, pod, variable);
    values.set(
      variable.name,
      text.replace(/\$\(([^)]+)\)/g, (whole, name: string) => values.get(name) ?? whole),
    );
  }
  return [...values].map(([name, value]) => `${name}=${value}`);
}

function dataOf(
  registry: Registry,
  pod: KubeObject,
  { resource, name }: { resource: Resource; name: string },
): Map<string, string> {
  const object = registry.store.get(resource, pod.metadata.namespace, name);
  if (object === undefined) throw new ConfigError(`${resource.singular} "${name}" not found`);
  const encoding = resource === secrets ? 'base64' : 'utf8';
  return new Map(
    Object.entries(fieldsOf(object['data'])).map(([key, value]) => [
      key,
      Buffer.from(String(value), encoding).toString('utf8'),
    ]),
  );
}

function referenced(registry: Registry, pod: KubeObject, { valueFrom }: V1EnvVar): string {
  const { fieldRef, secretKeyRef, configMapKeyRef } = valueFrom ?? {};
  if (fieldRef !== undefined) return fieldText(pod, fieldRef.fieldPath);
  const key = secretKeyRef ?? configMapKeyRef;
  if (key === undefined) throw new ConfigError('this source of an environment variable is not known here');
  const resource = secretKeyRef === undefined ? configMaps : secrets;
  const text = dataOf(registry, pod, { resource, name: key.name ?? '' }).get(key.key);
  if (text === undefined && key.optional !== true)
    throw new ConfigError(`couldn't find key ${key.key} in ${resource.singular} ${key.name ?? ''}`);
  return text ?? '';
}
