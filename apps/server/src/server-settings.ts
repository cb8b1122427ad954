import type { CarrelOptions } from '@carrel/core';
import type { LogLevel } from '@carrel/core/telemetry';
import type { HttpOptions, HttpServerOptions } from '@carrel/server-express';
import type { SqliteStoreOptions } from '@carrel/store-sqlite';

/** Everything that the composition needs to know, resolved. */
export interface ServerSettings {
  readonly environment: 'development' | 'production' | 'test';
  readonly host: string;
  readonly port: number;
  /** Absolute. Holds the database, and the workspaces of the local runtime. */
  readonly dataDir: string;
  readonly runtime: {
    readonly name: 'auto' | 'local' | 'docker';
    readonly allowLocalInProduction: boolean;
  };
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'pretty' };
  readonly store: Omit<SqliteStoreOptions, 'path'>;
  readonly carrel: Omit<CarrelOptions, 'store' | 'runtime' | 'logger'>;
  readonly http: HttpOptions;
  readonly server: HttpServerOptions;
}
