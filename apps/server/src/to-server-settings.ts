import { registryOf } from '@carrel/adapter-docker';
import { configSection, type Config } from '@carrel/core/config';
import { outsideIssuer } from '@carrel/core/identity';
import type { TokenVerifier } from '@carrel/core/identity';
import type { ServerSettings } from './server-settings.js';
import { toKubernetesSettings } from './to-kubernetes-settings.js';

/** What a valid configuration means for the parts of the server. */
export function toServerSettings(config: Config): ServerSettings {
  const { kind: name, allowLocalInProduction } = configSection(config, 'runtime');
  return {
    environment: config.environment,
    host: config['server.host'],
    port: config['server.port'],
    dataDir: config.dataDir,
    runtime: { name, allowLocalInProduction },
    docker: toDockerSettings(config),
    kubernetes: toKubernetesSettings(config),
    images: toImageSettings(config),
    log: { level: config['log.level'], format: config['log.format'] },
    store: toStoreSettings(config),
    storages: toStorageSettings(config),
    streams: {
      kind: config['streams.kind'],
      memory: configSection(config, 'memoryStreams'),
      redis: configSection(config, 'redis'),
    },
    model: configSection(config, 'model'),
    code: toCodeSettings(config),
    metrics: configSection(config, 'metrics'),
    workbench: configSection(config, 'workbench'),
    opensandbox: toOpenSandboxSettings(config),
    guide: configSection(config, 'guide'),
    tracing: configSection(config, 'tracing'),
    carrel: toCarrelOptions(config),
    ...toHttpSettings(config),
  };
}

function toCodeSettings(config: Config): ServerSettings['code'] {
  const { own, ...limits } = configSection(config, 'codeServers');
  const described = own.map((text) => {
    const [what = '', program = '', ...args] = text.split(' ');
    const [language = '', endings = ''] = what.split('=');
    return { language, extensions: endings.split('+'), program, args };
  });
  return { engine: config['code.engine'], limits, own: described };
}

function toOpenSandboxSettings(config: Config): ServerSettings['opensandbox'] {
  const { enabled, images } = configSection(config, 'opensandbox');
  const pairs = images.map((pair) => {
    const [name = '', languages = ''] = pair.split('=');
    return [name, languages.split('+')] as const;
  });
  return { enabled, images: Object.fromEntries(pairs) };
}

function toStoreSettings(config: Config): ServerSettings['store'] {
  const { kind, ...sqlite } = configSection(config, 'store');
  const { apiVersion, clusterFile, ...foundationdb } = configSection(config, 'foundationdb');
  return {
    kind,
    sqlite,
    foundationdb: {
      ...foundationdb,
      transactionTimeoutMs: sqlite.transactionTimeoutMs,
      maxWatches: sqlite.maxWatches,
      ...(clusterFile === '' ? {} : { clusterFile }),
      ...(apiVersion === 0 ? {} : { apiVersion }),
    },
  };
}

function toStorageSettings(config: Config): ServerSettings['storages'] {
  const { accessKeyId, secretAccessKey, endpoint, ...s3 } = configSection(config, 's3');
  return {
    ...configSection(config, 'storages'),
    s3: {
      ...s3,
      ...(endpoint === '' ? {} : { endpoint }),
      ...(accessKeyId === '' ? {} : { credentials: { accessKeyId, secretAccessKey } }),
    },
  };
}

function toCarrelOptions(config: Config): ServerSettings['carrel'] {
  const {
    outsideIssuer: issuer,
    outsideAudience,
    outsideJwksUrl,
    outsidePublicKey,
    ...identity
  } = configSection(config, 'auth');
  const verifier =
    issuer === '' ? undefined : toVerifier({ issuer, outsideAudience, outsideJwksUrl, outsidePublicKey });
  return {
    identity: { ...identity, passTtlMs: config['ports.passTtlMs'] },
    passwords: toPasswordOptions(config),
    logins: configSection(config, 'logins'),
    ...(verifier === undefined ? {} : { verifier }),
    audit: configSection(config, 'audit'),
    settings: configSection(config, 'settings'),
    sessions: configSection(config, 'sessions'),
    workspaces: toWorkspaceOptions(config),
    queue: configSection(config, 'queue'),
    commands: configSection(config, 'commands'),
    terminals: configSection(config, 'terminals'),
    ports: toPortOptions(config),
    files: configSection(config, 'files'),
    conversations: configSection(config, 'conversations'),
    documents: configSection(config, 'documents'),
    code: toCodeOptions(config),
    tasks: configSection(config, 'tasks'),
    tools: configSection(config, 'tools'),
    projects: toProjectOptions(config),
    storage: configSection(config, 'storage'),
    sources: configSection(config, 'sources'),
    streaming: toStreamOptions(config),
  };
}

function toCodeOptions(config: Config): NonNullable<ServerSettings['carrel']['code']> {
  const { engine: _engine, ...limits } = configSection(config, 'code');
  return limits;
}

function toWorkspaceOptions(config: Config): NonNullable<ServerSettings['carrel']['workspaces']> {
  const { pool, ...workspaces } = configSection(config, 'workspaces');
  const specs = pool.map((text) => {
    const [languages = '', size = '0'] = text.split('=');
    return { languages: languages.split('+'), size: Number(size) };
  });
  return { ...workspaces, pool: specs };
}

function toPortOptions(config: Config): NonNullable<ServerSettings['carrel']['ports']> {
  const { maxPerSession, maxPerUser } = configSection(config, 'ports');
  return { maxPerSession, maxPerUser };
}

function toPortProxyOptions(config: Config): NonNullable<ServerSettings['http']['ports']> {
  const { maxPerSession: _session, maxPerUser: _user, ...proxy } = configSection(config, 'ports');
  return proxy;
}

function toStreamOptions(config: Config): NonNullable<ServerSettings['carrel']['streaming']> {
  const { kind: _kind, ...streams } = configSection(config, 'streams');
  return streams;
}

function toProjectOptions(config: Config): NonNullable<ServerSettings['carrel']['projects']> {
  const { env, ...projects } = configSection(config, 'projects');
  const pairs = env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  return { ...projects, env: Object.fromEntries(pairs) };
}

function toDockerSettings(config: Config): ServerSettings['docker'] {
  const { networkDns: dns, networkAllow: allow, networkBlock: block, ...docker } = configSection(config, 'docker');
  return { ...docker, network: { dns, allow, block } };
}

function toVerifier(outside: {
  readonly issuer: string;
  readonly outsideAudience: string;
  readonly outsideJwksUrl: string;
  readonly outsidePublicKey: string;
}): TokenVerifier {
  const { issuer, outsideAudience: audience, outsideJwksUrl: jwksUrl, outsidePublicKey: publicKey } = outside;
  return outsideIssuer({ issuer, audience, ...(jwksUrl === '' ? { publicKey } : { jwksUrl }) });
}

/** One scrypt block is what OWASP recommends for every cost. */
const SCRYPT_BLOCK = { blockSize: 8, parallelism: 1 };

function toPasswordOptions(config: Config): NonNullable<ServerSettings['carrel']['passwords']> {
  const passwords = configSection(config, 'passwords');
  return {
    algorithm: passwords.algorithm,
    argon2: {
      memoryKiB: passwords.argon2MemoryKiB,
      iterations: passwords.argon2Iterations,
      parallelism: passwords.argon2Parallelism,
    },
    scrypt: { costLog2: passwords.scryptCostLog2, ...SCRYPT_BLOCK },
    ...(passwords.concurrency === 0 ? {} : { concurrency: passwords.concurrency }),
    maxWaiting: passwords.maxWaiting,
  };
}

function toImageSettings(config: Config): ServerSettings['images'] {
  const { pull, registryPassword: password, registryUsername: username, repository } = configSection(config, 'images');
  const host = registryOf(repository);
  const credentials = host === null || username === '' ? {} : { [host]: { username, password } };
  return { repository, registry: { pull, credentials } };
}

function toHttpSettings(config: Config): Pick<ServerSettings, 'http' | 'server' | 'tls'> {
  const server = configSection(config, 'server');
  return {
    http: {
      basePath: server.basePath,
      allowedOrigins: server.allowedOrigins,
      trustedProxies: server.trustedProxies,
      strictTransportMs: config['server.tls.strictTransportMs'],
      maxTargetBytes: server.maxTargetBytes,
      requestTimeoutMs: server.requestTimeoutMs,
      workTimeoutMs: server.workTimeoutMs,
      streamRecheckMs: server.streamRecheckMs,
      maxJsonDepth: server.maxJsonDepth,
      eventStreams: {
        maxPerUser: server.maxEventStreamsPerUser,
        maxPerTenant: server.maxEventStreamsPerTenant,
      },
      accessLog: config['log.access'],
      rateLimit: configSection(config, 'rateLimits'),
      sockets: configSection(config, 'sockets'),
      ports: toPortProxyOptions(config),
      bodyLimits: {
        json: server.maxJsonBytes,
        run: server.maxRunBytes,
        stdin: server.maxStdinBytes,
        file: server.maxFileBytes,
        archive: server.maxArchiveBytes,
      },
    },
    server: {
      maxHeaderBytes: server.maxHeaderBytes,
      maxHeaders: server.maxHeaders,
      maxConnections: server.maxConnections,
      maxConnectionsPerAddress: server.maxConnectionsPerAddress,
      headersTimeoutMs: server.headersTimeoutMs,
      receiveTimeoutMs: server.receiveTimeoutMs,
      keepAliveTimeoutMs: server.keepAliveTimeoutMs,
      stallTimeoutMs: server.stallTimeoutMs,
      heartbeatMs: server.heartbeatMs,
      drainMs: server.drainMs,
    },
    tls: toTlsSettings(config),
  };
}

function toTlsSettings(config: Config): ServerSettings['tls'] {
  const { strictTransportMs: _strict, caFile, ...tls } = configSection(config, 'server.tls');
  return tls.certFile === '' ? null : { ...tls, ...(caFile === '' ? {} : { caFile }) };
}
