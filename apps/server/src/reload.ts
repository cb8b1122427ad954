import { configKeys, type Config, type ConfigKey } from '@carrel/core/config';
import type { Logger } from '@carrel/core/telemetry';
import type { AdjustableLogger } from './adjustable-logger.js';
import type { Composition } from './compose.js';
import type { LoadedSettings } from './load-settings.js';
import { toServerSettings } from './to-server-settings.js';

/** What a running server takes over at `SIGHUP`. Everything else needs a restart. */
export const RELOADABLE: ReadonlySet<ConfigKey> = new Set<ConfigKey>([
  'auth.registration',
  'log.level',
  'rateLimits.loginsPerAddress',
  'rateLimits.pointsPerAddress',
  'rateLimits.pointsPerUser',
  'rateLimits.refusedTokensPerAddress',
  'rateLimits.registrationsPerAddress',
  'rateLimits.windowMs',
  'server.allowedOrigins',
  'server.maxArchiveBytes',
  'server.maxFileBytes',
  'server.maxJsonBytes',
  'server.maxRunBytes',
  'server.maxStdinBytes',
  'server.maxTargetBytes',
  'server.tls.caFile',
  'server.tls.certFile',
  'server.tls.keyFile',
  'server.tls.minVersion',
  'server.tls.strictTransportMs',
  'server.trustedProxies',
]);

/** A running server, as far as a reload changes it. */
export interface Reloaded {
  readonly composition: Pick<Composition, 'api' | 'carrel' | 'sandboxes' | 'tls'>;
  readonly logger: AdjustableLogger;
}

/**
 * Reads the configuration anew at each call and takes over what can change; says what did, and what waits for a restart. A
 * configuration or certificate with an error changes nothing, and the log says why. Never throws.
 */
export function reloader({ config, again }: LoadedSettings, running: Reloaded): () => void {
  let current = config;
  return () => {
    const loaded = again();
    if (loaded.isErr()) {
      const { message } = loaded.error;
      running.logger.error({ reason: message }, 'the configuration has an error; nothing was changed');
      return;
    }
    current = takeOver(current, loaded.value.config, running);
  };
}

/** The configuration that holds from here on. */
function takeOver(current: Config, wanted: Config, { composition, logger }: Reloaded): Config {
  const differing = configKeys.filter((key) => JSON.stringify(current[key]) !== JSON.stringify(wanted[key]));
  const tlsStays = (current['server.tls.certFile'] === '') === (wanted['server.tls.certFile'] === '');
  const canChange = (key: ConfigKey) =>
    RELOADABLE.has(key) && (tlsStays || !/^server\.tls\.(ca|cert|key)File$/.test(key));
  const changed = differing.filter(canChange);
  const waiting = differing.filter((key) => !canChange(key));
  const next: Config = { ...current, ...Object.fromEntries(changed.map((key) => [key, wanted[key]])) };
  if (!apply(next, composition, logger)) return current;
  logger.setLevel(next['log.level']);
  logger.info({ changed, needRestart: waiting }, 'configuration reloaded');
  if (waiting.length > 0) logger.warn({ keys: waiting }, 'these settings were changed and need a restart');
  return next;
}

/** False, with a line in the log, when the certificate cannot be served: then nothing is changed. */
function apply(config: Config, { api, carrel, sandboxes, tls }: Reloaded['composition'], logger: Logger): boolean {
  const settings = toServerSettings(config);
  if (tls !== null && settings.tls !== null) {
    const read = tls.reload(settings.tls);
    if (read.isErr()) {
      logger.error({ reason: read.error.message }, 'the certificate has an error; nothing was changed');
      return false;
    }
  }
  const { allowedOrigins, bodyLimits, maxTargetBytes, rateLimit, strictTransportMs, trustedProxies } = settings.http;
  const changed = {
    ...(allowedOrigins && { allowedOrigins }),
    ...(bodyLimits && { bodyLimits }),
    ...(maxTargetBytes !== undefined && { maxTargetBytes }),
    ...(rateLimit && { rateLimit }),
    ...(strictTransportMs !== undefined && { strictTransportMs }),
    ...(trustedProxies && { trustedProxies }),
  };
  api.reconfigure(changed);
  sandboxes?.reconfigure(changed);
  carrel.identity.admit(config['auth.registration']);
  return true;
}
