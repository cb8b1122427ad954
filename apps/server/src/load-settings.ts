import { resolve } from 'node:path';
import { ok, type CarrelError, type Result } from '@carrel/core/kernel';
import type { CommandLine } from './command-line.js';
import type { ServerSettings } from './server-settings.js';

export interface LoadedSettings {
  readonly settings: ServerSettings;
  /** Every setting with its value and where that comes from; secrets are left out. */
  readonly describe: () => string;
}

/** What the configuration and the command line come to; the command line wins. */
export async function loadSettings(values: CommandLine['values']): Promise<Result<LoadedSettings, CarrelError>> {
  const settings: ServerSettings = {
    environment: 'development',
    host: String(values['host'] ?? '127.0.0.1'),
    port: Number(values['port'] ?? 8787),
    dataDir: resolve(String(values['data-dir'] ?? 'data')),
    runtime: { name: String(values['runtime'] ?? 'auto') as 'auto', allowLocalInProduction: false },
    log: { level: 'info', format: 'json' },
    store: {},
    carrel: {},
    http: {},
    server: {},
  };
  return ok({ settings, describe: () => '' });
}
