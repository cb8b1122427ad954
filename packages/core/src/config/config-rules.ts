import type { Config } from './config-schema.js';

/** Pairs of which the first may not be more than the second. */
const ORDERED = [
  ['auth.minPasswordBytes', 'auth.maxPasswordBytes'],
  ['auth.agentKeyTtlMs', 'auth.maxAgentKeyTtlMs'],
  ['auth.invitationTtlMs', 'auth.maxInvitationTtlMs'],
  ['auth.keyReloadMs', 'auth.keyPublishAheadMs'],
  ['commands.defaultTimeoutMs', 'commands.maxTimeoutMs'],
] as const;

/** argon2 needs this much memory for each lane (RFC 9106). */
const ARGON2_KIB_PER_LANE = 8;

interface BrokenRule {
  readonly key: keyof Config;
  readonly expected: string;
}

/** What single values cannot say: how they must stand to each other. One line for each that does not, under its key. */
export function brokenRules(config: Config): readonly BrokenRule[] {
  const ordered = ORDERED.filter(([less, more]) => config[less] > config[more]).map(([key, more]) => ({
    key,
    expected: `at most ${more}, which is ${config[more]}`,
  }));
  const update = config['documents.maxUpdateBytes'];
  const messages =
    config['sockets.maxMessageBytes'] > update
      ? []
      : [
          {
            key: 'sockets.maxMessageBytes' as const,
            expected: `more than documents.maxUpdateBytes, which is ${update}`,
          },
        ];
  const leastKiB = ARGON2_KIB_PER_LANE * config['passwords.argon2Parallelism'];
  const registry = [
    ...messages,
    ...brokenTlsRules(config),
    ...brokenRegistryRules(config),
    ...brokenModelRules(config),
    ...brokenStorageRules(config),
    ...brokenKubernetesRules(config),
  ];
  if (config['passwords.argon2MemoryKiB'] >= leastKiB) return [...ordered, ...registry];
  const memory = { key: 'passwords.argon2MemoryKiB' as const, expected: `at least ${leastKiB}, 8 for each lane` };
  return [...ordered, memory, ...registry];
}

/** What is pulled, and what credentials are for, has the host of its registry in its name. */
function brokenRegistryRules(config: Config): readonly BrokenRule[] {
  const named = (config['images.registryUsername'] === '') === (config['images.registryPassword'] === '');
  const uses = config['images.pull'] !== 'never' || config['images.registryUsername'] !== '';
  const hasHost = /^(localhost|[^/]*[.:][^/]*)\//.test(config['images.repository']);
  return [
    ...(named
      ? []
      : [{ key: 'images.registryPassword' as const, expected: 'with images.registryUsername, both or neither' }]),
    ...(hasHost || !uses
      ? []
      : [{ key: 'images.repository' as const, expected: 'the host of its registry at its beginning' }]),
  ];
}

/** A certificate and its key come together. */
function brokenTlsRules(config: Config): readonly BrokenRule[] {
  const { 'server.tls.certFile': cert, 'server.tls.keyFile': key, 'server.tls.caFile': chain } = config;
  if ((cert === '') !== (key === '')) {
    return [{ key: 'server.tls.keyFile', expected: 'with server.tls.certFile, both or neither' }];
  }
  return cert === '' && chain !== '' ? [{ key: 'server.tls.caFile', expected: 'only with server.tls.certFile' }] : [];
}

/** A storage that is named has a place, and credentials are whole. */
function brokenStorageRules(config: Config): readonly BrokenRule[] {
  const isPlaced = config['s3.bucket'] !== '' || !config['storages.kinds'].includes('object');
  const isWhole = (config['s3.accessKeyId'] === '') === (config['s3.secretAccessKey'] === '');
  return [
    ...(isPlaced ? [] : [{ key: 's3.bucket' as const, expected: 'the name of a bucket, for the storage object' }]),
    ...(isWhole ? [] : [{ key: 's3.secretAccessKey' as const, expected: 'with s3.accessKeyId, both or neither' }]),
  ];
}

/** What is of one namespace is not of many. */
function brokenKubernetesRules(config: Config): readonly BrokenRule[] {
  const isOne = !config['kubernetes.namespacePerTenant'];
  const hasFile = config['kubernetes.kubeconfig'] !== '' || config['kubernetes.context'] === '';
  return [
    ...(isOne || !config['kubernetes.namespaceSetUp']
      ? []
      : [{ key: 'kubernetes.namespaceSetUp' as const, expected: 'only without kubernetes.namespacePerTenant' }]),
    ...(hasFile ? [] : [{ key: 'kubernetes.context' as const, expected: 'only with kubernetes.kubeconfig' }]),
  ];
}

/** A model that is chosen has a name, and a place where its provider has none of its own. */
function brokenModelRules(config: Config): readonly BrokenRule[] {
  const provider = config['model.provider'];
  const isNamed = provider === 'none' || config['model.name'] !== '';
  const isPlaced = provider !== 'openai-compatible' || config['model.baseUrl'] !== '';
  return [
    ...(isNamed ? [] : [{ key: 'model.name' as const, expected: 'the name of a model, for model.provider' }]),
    ...(isPlaced ? [] : [{ key: 'model.baseUrl' as const, expected: 'where the interface of the service begins' }]),
  ];
}
