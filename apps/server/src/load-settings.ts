import { resolve } from 'node:path';
import {
  configInvalid,
  loadConfig,
  printConfig,
  type Config,
  type ConfigInvalid,
  type ResolvedConfig,
} from '@carrel/core/config';
import { err, ok, type Result } from '@carrel/core/kernel';
import type { CommandLine } from './command-line.js';
import type { ServerSettings } from './server-settings.js';
import { toServerSettings } from './to-server-settings.js';

export interface LoadedSettings {
  readonly settings: ServerSettings;
  readonly config: Config;
  /** Reads everything anew, as it is now. */
  readonly again: () => Result<LoadedSettings, ConfigInvalid>;
  /** Every setting with its value and where that comes from; secrets are left out. */
  readonly describe: () => string;
}

/** Where the options of the command line go in the configuration. */
const FLAGS = {
  'data-dir': 'dataDir',
  host: 'server.host',
  port: 'server.port',
  runtime: 'runtime.kind',
} as const;

/** What defaults, file, environment and command line come to, each weighing more than those before it. */
export function loadSettings(values: CommandLine['values']): Result<LoadedSettings, ConfigInvalid> {
  const file = values['config'];
  return loadConfig({
    file: typeof file === 'string' ? file : undefined,
    env: process.env,
    flags: Object.fromEntries(Object.entries(FLAGS).map(([flag, key]) => [key, flagValue(values[flag])])),
  })
    .andThen(checkOutsideIssuer)
    .map((resolved) => ({
      config: resolved.config,
      again: () => loadSettings(values),
      settings: toServerSettings({ ...resolved.config, dataDir: resolve(resolved.config.dataDir) }),
      describe: () => printConfig(resolved),
    }));
}

/** Numbers come as text, and are left as text when they are none, so that the configuration names them as wrong. */
function flagValue(value: string | boolean | undefined): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

/** An outside issuer needs its audience, and one of both ways to its keys. */
function checkOutsideIssuer(resolved: ResolvedConfig): Result<ResolvedConfig, ConfigInvalid> {
  const { config, sources } = resolved;
  if (config['auth.outsideIssuer'] === '') return ok(resolved);
  const problem = (key: 'auth.outsideAudience' | 'auth.outsideJwksUrl', expected: string) =>
    err(configInvalid([{ key, source: sources[key], expected }]));
  if (config['auth.outsideAudience'] === '') return problem('auth.outsideAudience', 'what its tokens have as `aud`');
  const oneKey = (config['auth.outsideJwksUrl'] === '') !== (config['auth.outsidePublicKey'] === '');
  return oneKey ? ok(resolved) : problem('auth.outsideJwksUrl', 'either this or auth.outsidePublicKey');
}
