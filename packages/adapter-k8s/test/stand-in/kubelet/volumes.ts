import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serviceAccountUser, SERVER_AUDIENCE, type Tokens } from '../access/users.js';
import type { Registry } from '../cluster/registry.js';
import { fieldsOf, listOf, textOf, valueAt, type Fields, type KubeObject } from '../store/objects.js';
import { claims, configMaps, secrets, serviceAccounts, type Resource } from '../store/resources.js';

/** A volume cannot be made now; it is tried again. */
export class FailedMount extends Error {}

interface Parts {
  readonly registry: Registry;
  readonly tokens: Tokens;
  /** The authority of the API server, as PEM. */
  readonly ca: string;
  /** Where the files of all pods are. */
  readonly root: string;
}

export const podDirectory = (root: string, pod: KubeObject): string => join(root, 'pods', pod.metadata.uid);

export const claimDirectory = (root: string, uid: string): string => join(root, 'claims', uid);

/**
 * The directories of a pod's volumes on this machine, made and filled. Done again, what they are made from is read again.
 *
 * @throws FailedMount.
 */
export function makeVolumes(parts: Parts, pod: KubeObject): Map<string, string> {
  const made = new Map<string, string>();
  for (const volume of listOf(valueAt(pod, 'spec.volumes'))) {
    const name = String(volume['name']);
    made.set(name, makeVolume(parts, pod, { name, volume }));
  }
  return made;
}

function makeVolume(parts: Parts, pod: KubeObject, { name, volume }: { name: string; volume: Fields }): string {
  if (volume['persistentVolumeClaim'] !== undefined)
    return claimed(parts, pod, fieldsOf(volume['persistentVolumeClaim']));
  const directory = join(podDirectory(parts.root, pod), 'volumes', name);
  const isThere = existsSync(directory);
  mkdirSync(directory, { recursive: true });
  const group = valueAt(pod, 'spec.securityContext.fsGroup');
  if (volume['emptyDir'] !== undefined) {
    if (isThere) return directory;
    chmodSync(directory, typeof group === 'number' ? 0o2777 : 0o777);
    if (typeof group === 'number') chownSync(directory, 0, group);
    return directory;
  }
  if (volume['hostPath'] !== undefined) throw new FailedMount('hostPath volumes are not made here');
  const { sources, defaultMode } = sourcesOf(volume);
  for (const [path, { content, mode }] of filesOf(parts, pod, sources)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    const bits = mode ?? defaultMode;
    // Readers see the old or the new, and never a part.
    writeFileSync(`${file}.new`, content);
    chmodSync(`${file}.new`, typeof group === 'number' ? bits | 0o040 : bits);
    if (typeof group === 'number') chownSync(`${file}.new`, 0, group);
    renameSync(`${file}.new`, file);
  }
  return directory;
}

function claimed({ registry, root }: Parts, pod: KubeObject, source: Fields): string {
  const name = String(source['claimName']);
  const claim = registry.store.get(claims, pod.metadata.namespace, name);
  if (claim === undefined) throw new FailedMount(`persistentvolumeclaim "${name}" not found`);
  if (claim.status?.['phase'] !== 'Bound') throw new FailedMount(`pod has unbound immediate PersistentVolumeClaims`);
  const directory = claimDirectory(root, claim.metadata.uid);
  mkdirSync(directory, { recursive: true });
  // Root's alone, as a volume of most classes is, unless the pod names a group for it.
  const group = valueAt(pod, 'spec.securityContext.fsGroup');
  if (typeof group === 'number') chownSync(directory, 0, group);
  chmodSync(directory, typeof group === 'number' ? 0o2775 : 0o755);
  return directory;
}

function sourcesOf(volume: Fields): { sources: readonly Fields[]; defaultMode: number } {
  const projected = fieldsOf(volume['projected']);
  const secret =
    volume['secret'] === undefined
      ? []
      : [{ secret: { name: fieldsOf(volume['secret'])['secretName'], ...fieldsOf(volume['secret']) } }];
  const configMap = volume['configMap'] === undefined ? [] : [{ configMap: volume['configMap'] }];
  const downward = volume['downwardAPI'] === undefined ? [] : [{ downwardAPI: volume['downwardAPI'] }];
  const modes = [projected, volume['secret'], volume['configMap'], volume['downwardAPI']].map(
    (one) => fieldsOf(one)['defaultMode'],
  );
  const mode = modes.find((one) => typeof one === 'number');
  return {
    sources: [...listOf(projected['sources']), ...secret, ...configMap, ...downward],
    defaultMode: mode ?? 0o644,
  };
}

type Files = Map<string, { content: Buffer | string; mode: number | undefined }>;

function filesOf(parts: Parts, pod: KubeObject, sources: readonly Fields[]): Files {
  const files: Files = new Map();
  for (const source of sources) {
    if (source['secret'] !== undefined)
      addData(parts, pod, { source: fieldsOf(source['secret']), resource: secrets, files });
    if (source['configMap'] !== undefined)
      addData(parts, pod, { source: fieldsOf(source['configMap']), resource: configMaps, files });
    if (source['serviceAccountToken'] !== undefined)
      addToken(parts, pod, { source: fieldsOf(source['serviceAccountToken']), files });
    for (const item of listOf(fieldsOf(source['downwardAPI'])['items'])) {
      files.set(String(item['path']), {
        content: fieldText(pod, String(valueAt(item, 'fieldRef.fieldPath'))),
        mode: modeOf(item),
      });
    }
  }
  return files;
}

const modeOf = (item: Fields): number | undefined => (typeof item['mode'] === 'number' ? item['mode'] : undefined);

interface DataSource {
  readonly source: Fields;
  readonly resource: Resource;
  readonly files: Files;
}

function addData({ registry, ca }: Parts, pod: KubeObject, { source, resource, files }: DataSource): void {
  const name = String(source['name']);
  const object = registry.store.get(resource, pod.metadata.namespace, name);
  const isAuthority = resource === configMaps && name === 'kube-root-ca.crt';
  if (object === undefined && !isAuthority) {
    if (source['optional'] === true) return;
    throw new FailedMount(`MountVolume.SetUp failed: ${resource.singular} "${name}" not found`);
  }
  const data = isAuthority ? { 'ca.crt': ca } : fieldsOf(object?.['data']);
  const encoding = resource === secrets ? 'base64' : 'utf8';
  const items = Array.isArray(source['items'])
    ? listOf(source['items'])
    : Object.keys(data).map((key): Fields => ({ key, path: key }));
  for (const item of items) {
    const value = data[String(item['key'])];
    if (value === undefined)
      throw new FailedMount(`references non-existent ${resource.singular} key: ${String(item['key'])}`);
    files.set(String(item['path']), { content: Buffer.from(textOf(value) ?? '', encoding), mode: modeOf(item) });
  }
}

function addToken(
  { registry, tokens }: Parts,
  pod: KubeObject,
  { source, files }: { source: Fields; files: Files },
): void {
  const { namespace = '' } = pod.metadata;
  const name = String(pod.spec?.['serviceAccountName']);
  const account = registry.store.get(serviceAccounts, namespace, name);
  if (account === undefined) throw new FailedMount(`serviceaccount "${name}" not found`);
  const { audience = SERVER_AUDIENCE, expirationSeconds = 3600 } = source;
  const user = serviceAccountUser(namespace, name, account.metadata.uid);
  const content = tokens.issue(user, { audiences: [String(audience)], seconds: Number(expirationSeconds) });
  files.set(String(source['path']), { content, mode: undefined });
}

/** A field of the pod as the downward API gives it. */
export function fieldText(pod: KubeObject, path: string): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (map !== undefined && key !== undefined) return textOf(fieldsOf(valueAt(pod, `metadata.${map}`))[key]) ?? '';
  const value = valueAt(pod, path);
  if (typeof value === 'string') return value;
  return Object.entries(fieldsOf(value))
    .map(([name, text]) => `${name}=${JSON.stringify(text)}`)
    .join('\n');
}
