import { z } from 'zod';
import { identityConfig } from './identity-config.js';
import { imageConfig } from './image-config.js';
import { kubernetesConfig } from './kubernetes-config.js';
import { limitConfig } from './limit-config.js';
import { metricsConfig } from './metrics-config.js';
import { portConfig } from './port-config.js';
import { processConfig } from './process-config.js';
import { redisConfig } from './redis-config.js';
import { socketConfig } from './socket-config.js';
import { storagesConfig } from './storages-config.js';
import { streamConfig } from './stream-config.js';
import { workspaceConfig } from './workspace-config.js';

/**
 * Everything that can be configured, by dotted key: a table and a key of the file, `CARREL_TABLE__KEY` in the environment.
 * Durations are in milliseconds where a key ends in `Ms`, sizes in bytes where it ends in `Bytes`.
 */
export const configSchema = z.strictObject({
  ...processConfig,
  ...kubernetesConfig,
  ...storagesConfig,
  ...redisConfig,
  ...limitConfig,
  ...metricsConfig,
  ...identityConfig,
  ...imageConfig,
  ...workspaceConfig,
  ...streamConfig,
  ...socketConfig,
  ...portConfig,
});

export type Config = Readonly<z.output<typeof configSchema>>;
export type ConfigKey = keyof Config & string;

export const configKeys = Object.keys(configSchema.shape) as readonly ConfigKey[];

/** Keys that the schema marks as secret: their values are never shown. */
export const secretKeys: ReadonlySet<ConfigKey> = new Set(
  configKeys.filter((key) => configSchema.shape[key].meta()?.['secret'] === true),
);

/** The keys below one table, by their last part. */
export type ConfigSection<Table extends string> = {
  readonly [Key in ConfigKey as Key extends `${Table}.${infer Name}` ? Name : never]: Config[Key];
};

/** The part of the configuration below `table`, such as the options of one service. */
export function configSection<Table extends string>(config: Config, table: Table): ConfigSection<Table> {
  const start = `${table}.`;
  const entries = configKeys
    .filter((key) => key.startsWith(start))
    .map((key) => [key.slice(start.length), config[key]] as const);
  return Object.fromEntries(entries) as ConfigSection<Table>;
}
