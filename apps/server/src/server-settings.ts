import type { MemoryStreamLogOptions } from '@carrel/core/streams';
import type { DockerRuntimeOptions, RegistryOptions } from '@carrel/adapter-docker';
import type { KubernetesRuntimeOptions } from '@carrel/adapter-k8s';
import type { DescribedServer } from '@carrel/code-intelligence';
import type { CarrelOptions } from '@carrel/core';
import type { ConfigSection } from '@carrel/core/config';
import type { LogLevel } from '@carrel/core/telemetry';
import type { HttpOptions, HttpServerOptions, TlsOptions } from '@carrel/server-express';
import type { FdbStoreOptions } from '@carrel/store-fdb';
import type { S3StorageOptions } from '@carrel/storage-s3';
import type { RedisOptions } from '@carrel/store-redis';
import type { SqliteStoreOptions } from '@carrel/store-sqlite';

/** Everything that the composition needs to know, resolved. */
export interface ServerSettings {
  readonly environment: 'development' | 'production' | 'test';
  readonly host: string;
  readonly port: number;
  /** Absolute. Holds the database, and the workspaces of the local runtime. */
  readonly dataDir: string;
  readonly runtime: {
    readonly name: 'auto' | 'local' | 'docker' | 'kubernetes';
    readonly allowLocalInProduction: boolean;
  };
  readonly docker: Pick<DockerRuntimeOptions, 'diskQuota' | 'isolationClasses' | 'network' | 'workspaceVolume'>;
  readonly kubernetes: Omit<KubernetesRuntimeOptions, 'podPatch'> & {
    /** Empty for none. */
    readonly podPatchFile: string;
  };
  /** How images are named, and how they are had from their registry. */
  readonly images: { readonly repository: string; readonly registry: RegistryOptions };
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'pretty' };
  readonly store: {
    readonly kind: 'sqlite' | 'foundationdb';
    readonly sqlite: Omit<SqliteStoreOptions, 'path'>;
    readonly foundationdb: FdbStoreOptions;
  };
  readonly storages: {
    readonly kinds: readonly ('database' | 'local' | 'object')[];
    /** Empty for one in the data directory. */
    readonly localDirectory: string;
    readonly s3: S3StorageOptions;
  };
  readonly streams: {
    readonly kind: 'memory' | 'redis';
    readonly redis: Pick<RedisOptions, 'prefix' | 'timeoutMs' | 'connectTimeoutMs'> & { readonly url: string };
    readonly memory: Pick<MemoryStreamLogOptions, 'maxChunkBytes' | 'maxStreams' | 'maxTotalBytes'>;
  };
  /** What answers in conversations. Empty texts for what the service needs none of. */
  readonly model: ConfigSection<'model'>;
  /** What answers about code, and the limits of it. */
  readonly code: {
    readonly engine: 'language-servers' | 'none';
    readonly limits: Omit<ConfigSection<'codeServers'>, 'own'>;
    /** Language servers of this machine, besides those that come with it or in their place. */
    readonly own: readonly DescribedServer[];
  };
  readonly carrel: Omit<CarrelOptions, 'store' | 'runtime' | 'logger' | 'metrics' | 'tracer' | 'storages' | 'streams'>;
  readonly metrics: ConfigSection<'metrics'>;
  readonly workbench: ConfigSection<'workbench'>;
  readonly opensandbox: { readonly enabled: boolean; readonly images: Readonly<Record<string, readonly string[]>> };
  readonly guide: ConfigSection<'guide'>;
  readonly tracing: ConfigSection<'tracing'>;
  readonly http: HttpOptions;
  readonly server: HttpServerOptions;
  /** Where the certificate is; `null` for no TLS. */
  readonly tls: Omit<TlsOptions, 'logger'> | null;
}
