import { createCarrel, type Carrel } from '@carrel/core';
import { CarrelException, type CarrelError, err, ok, type Result } from '@carrel/core/kernel';
import type { Logger } from '@carrel/core/telemetry';
import { createHttpApi, HttpServer } from '@carrel/server-express';
import { sqliteStore } from '@carrel/store-sqlite';
import { chooseRuntime } from './choose-runtime.js';
import { databasePath } from './data-dir.js';
import type { ServerSettings } from './server-settings.js';

/** A server that is ready to listen. */
export interface Composition {
  readonly carrel: Carrel;
  readonly server: HttpServer;
  /** What was chosen, for a person: one line each. */
  readonly choices: readonly string[];
}

/** The server that the settings describe: the one place that chooses implementations. */
export async function compose(settings: ServerSettings, logger: Logger): Promise<Result<Composition, CarrelError>> {
  const chosen = chooseRuntime(settings);
  if (chosen.isErr()) return err(chosen.error);
  const { runtime, because, images = {} } = chosen.value;
  const path = databasePath(settings.dataDir);
  try {
    const store = sqliteStore({ ...settings.store, path });
    const carrel = await createCarrel({ ...settings.carrel, store, runtime, images, logger });
    const api = createHttpApi({ carrel, options: settings.http, logger });
    const server = new HttpServer(api, settings.server);
    const isolation = runtime.capabilities.isolation ? '' : '; it isolates nothing, so run only code you trust';
    const choices = [`store    SQLite, ${path}`, `runtime  ${runtime.name} (${because})${isolation}`];
    return ok({ carrel, server, choices: [...choices, `data     ${settings.dataDir}`] });
  } catch (cause) {
    if (cause instanceof CarrelException) return err(cause.error);
    throw cause;
  }
}
