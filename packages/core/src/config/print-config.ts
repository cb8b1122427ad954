import { configKeys, secretKeys } from './config-schema.js';
import type { ResolvedConfig } from './load-config.js';

/** One line for each key: its value, as TOML would write it, and where it came from. Secrets are `***`. */
export function printConfig({ config, sources }: ResolvedConfig): string {
  return configKeys
    .map((key) => {
      const value = secretKeys.has(key) && config[key] !== '' ? '***' : JSON.stringify(config[key]);
      return `${key} = ${value}  # ${sources[key]}\n`;
    })
    .join('');
}
