export { configInvalid } from './config-errors.js';
export type { ConfigInvalid, ConfigProblem } from './config-errors.js';
export { variableOf } from './config-layers.js';
export { configKeys, configSchema, configSection } from './config-schema.js';
export type { Config, ConfigKey, ConfigSection } from './config-schema.js';
export { loadConfig } from './load-config.js';
export type { ConfigSources, ResolvedConfig } from './load-config.js';
export { printConfig } from './print-config.js';
