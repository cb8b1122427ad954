import { configSection, type Config } from '@carrel/core/config';
import { outsideIssuer } from '@carrel/core/identity';
import type { TokenVerifier } from '@carrel/core/identity';
import type { ServerSettings } from './server-settings.js';

/** What a valid configuration means for the parts of the server. */
export function toServerSettings(config: Config): ServerSettings {
  const { kind: name, allowLocalInProduction } = configSection(config, 'runtime');
  return {
    environment: config.environment,
    host: config['server.host'],
    port: config['server.port'],
    dataDir: config.dataDir,
    runtime: { name, allowLocalInProduction },
    log: configSection(config, 'log'),
    store: configSection(config, 'store'),
    carrel: toCarrelOptions(config),
    ...toHttpSettings(config),
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
    identity,
    passwords: toPasswordOptions(config),
    ...(verifier === undefined ? {} : { verifier }),
    audit: configSection(config, 'audit'),
    settings: configSection(config, 'settings'),
    sessions: configSection(config, 'sessions'),
    workspaces: configSection(config, 'workspaces'),
    commands: configSection(config, 'commands'),
    files: configSection(config, 'files'),
  };
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

function toHttpSettings(config: Config): Pick<ServerSettings, 'http' | 'server'> {
  const server = configSection(config, 'server');
  return {
    http: {
      basePath: server.basePath,
      allowedOrigins: server.allowedOrigins,
      maxTargetBytes: server.maxTargetBytes,
      requestTimeoutMs: server.requestTimeoutMs,
      workTimeoutMs: server.workTimeoutMs,
      streamRecheckMs: server.streamRecheckMs,
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
      maxConnections: server.maxConnections,
      headersTimeoutMs: server.headersTimeoutMs,
      receiveTimeoutMs: server.receiveTimeoutMs,
      keepAliveTimeoutMs: server.keepAliveTimeoutMs,
      stallTimeoutMs: server.stallTimeoutMs,
      heartbeatMs: server.heartbeatMs,
      drainMs: server.drainMs,
    },
  };
}
