import type { KubeconfigSource, NamespaceOptions, StorageOptions, Toleration } from '@carrel/adapter-k8s';
import { configSection, type Config, type ConfigSection } from '@carrel/core/config';
import type { ServerSettings } from './server-settings.js';

type Section = ConfigSection<'kubernetes'>;

/** What the settings of the table `kubernetes` mean for its runtime. */
export function toKubernetesSettings(config: Config): ServerSettings['kubernetes'] {
  const section = configSection(config, 'kubernetes');
  const { agentImage, callTimeoutMs, forceAfterMs, image, imagePullPolicy, imagePullSecrets, maxPerTenant } = section;
  const { cpuShare, ephemeralBytes, identityAudience, memoryShare, podPatchFile, priorityClass, startTimeoutMs } =
    section;
  return {
    ...{
      agentImage,
      callTimeoutMs,
      forceAfterMs,
      image,
      imagePullPolicy,
      imagePullSecrets,
      podPatchFile,
      startTimeoutMs,
    },
    kubeconfig: kubeconfigOf(section),
    namespace: namespaceOf(section),
    storage: storageOf(section),
    quota: { boxes: maxPerTenant },
    resources: { cpuShare, ephemeralBytes, memoryShare },
    network: {
      enforced: section.networkEnforced,
      ...{ dns: section.networkDns, allow: section.networkAllow, block: section.networkBlock },
    },
    isolationClasses: recordOf(section.isolationClasses),
    nodeSelector: recordOf(section.nodeSelector),
    tolerations: section.tolerations.map(tolerationOf),
    ...(priorityClass === '' ? {} : { priorityClass }),
    ...(identityAudience === ''
      ? {}
      : { identity: { audience: identityAudience, serviceAccount: section.identityServiceAccount } }),
  };
}

function kubeconfigOf({ context, kubeconfig: file }: Section): KubeconfigSource {
  if (file === '') return 'default';
  return context === '' ? { file } : { file, context };
}

function namespaceOf({ namespace: name, namespacePerTenant, namespaceSetUp: setUp }: Section): NamespaceOptions {
  return namespacePerTenant ? { mode: 'per-tenant' } : { mode: 'one', name, setUp };
}

function storageOf(section: Section): StorageOptions {
  const { storage: kind, storageBytes: bytes, storageClass, storageIsBounded: isBounded } = section;
  if (kind !== 'claim') return { kind };
  return { kind, bytes, isBounded, ...(storageClass === '' ? {} : { storageClass }) };
}

function tolerationOf(text: string): Toleration {
  const [key, value] = halvesOf(text);
  return value === null ? { key, operator: 'Exists' } : { key, operator: 'Equal', value };
}

function recordOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.map((text) => halvesOf(text)).map(([name, value]) => [name, value ?? '']));
}

function halvesOf(text: string): readonly [name: string, value: string | null] {
  const at = text.indexOf('=');
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
