import type { RequestListener } from 'node:http';
import { createCarrel, type Carrel } from '@carrel/core';
import { CarrelException, type CarrelError, err, ok, type Result } from '@carrel/core/kernel';
import type { RuntimeCapabilities } from '@carrel/core/runtime';
import type { RecordStore } from '@carrel/core/store';
import { memoryMetrics, noopTracer, openTelemetryTracer, type Logger } from '@carrel/core/telemetry';
import { createHttpApi, HttpServer, metricsRoute, nodeListener, TlsFiles, type HttpApi } from '@carrel/server-express';
import { chooseCode } from './choose-code.js';
import { chooseModel } from './choose-model.js';
import { chooseRuntime } from './choose-runtime.js';
import { chooseShared } from './choose-shared.js';
import { chooseStorages } from './choose-storages.js';
import { chooseStore } from './choose-store.js';
import { chooseStreams } from './choose-streams.js';
import { guide } from './guide.js';
import { serverMetrics } from './server-metrics.js';
import { besideOthers, openSandbox } from './open-sandbox.js';
import type { ServerSettings } from './server-settings.js';
import { workbench } from './workbench.js';

/** A server that is ready to listen. */
export interface Composition {
  readonly carrel: Carrel;
  readonly server: HttpServer;
  readonly api: HttpApi;
  /** The interface of OpenSandbox; `null` where it is not served. */
  readonly sandboxes: HttpApi | null;
  /** The certificate; `null` without TLS. */
  readonly tls: TlsFiles | null;
  /** What was chosen, for a person: one line each. */
  readonly choices: readonly string[];
}

/** The server that the settings describe: the one place that chooses implementations. */
export async function compose(settings: ServerSettings, logger: Logger): Promise<Result<Composition, CarrelError>> {
  const chosen = chooseRuntime(settings);
  if (chosen.isErr()) return err(chosen.error);
  const opened = openTls(settings, logger);
  if (opened.isErr()) return err(opened.error);
  const tls = opened.value;
  const { runtime, because, images = {} } = chosen.value;
  const { store, where } = chooseStore(settings);
  const metrics = memoryMetrics();
  const { token } = settings.metrics;
  const { streams, where: streamsAt } = chooseStreams(settings, { logger, metrics });
  const shared = chooseShared(settings, { logger, metrics });
  try {
    const storages = chooseStorages(settings, store);
    const backends = { store, storages, streams, ...shared, runtime, ...chooseModel(settings) };
    const tracer = settings.tracing.enabled ? await openTelemetryTracer() : noopTracer;
    const telemetry = { logger, metrics, tracer };
    const code = { ...settings.carrel.code, engine: await chooseCode(settings, logger) };
    const carrel = await createCarrel({ ...settings.carrel, ...backends, code, images, ...telemetry });
    await warnOf(store, logger);
    const api = createHttpApi({
      ...{ carrel, options: settings.http, ...telemetry },
      routes: [
        metricsRoute({ metrics, token, collect: serverMetrics(metrics, { carrel, dataDir: settings.dataDir, tls }) }),
      ],
    });
    const sandboxes = openSandbox(api, { settings, storage: settings.storages.kinds[0] ?? 'none', telemetry });
    const otherwise = besideOthers(sandboxes, { settings, otherwise: await pages(settings, api) });
    const server = new HttpServer(api, { ...settings.server, otherwise, ...(tls === null ? {} : { tls }) });
    const files = storages.map(({ name }) => name).join(', ') || 'none';
    const choices = [
      `store    ${where}`,
      `files    ${files}`,
      `streams  ${streamsAt}`,
      `runtime  ${runtime.name} (${because})${weaknessOf(runtime.capabilities)}`,
    ];
    return ok({ carrel, server, api, sandboxes, tls, choices: [...choices, `data     ${settings.dataDir}`] });
  } catch (cause) {
    if (cause instanceof CarrelException) return err(cause.error);
    throw cause;
  }
}

/** What is served beside the interface. */
async function pages(settings: ServerSettings, api: HttpApi): Promise<RequestListener> {
  const { basePath } = api.options;
  const bare = nodeListener(api);
  const withWorkbench = hasWorkbench(settings) ? await workbench(basePath, bare) : bare;
  return settings.guide.enabled ? await guide(withWorkbench) : withWorkbench;
}

/** Not beside programs of workspaces whose pages are not sandboxed: they could read its login. */
export function hasWorkbench({ workbench: { enabled }, http: { ports } }: ServerSettings): boolean {
  return enabled && ports?.sharedOrigin !== false;
}

/** The certificate, where there is to be one. */
function openTls({ tls }: ServerSettings, logger: Logger): Result<TlsFiles | null, CarrelError> {
  return tls === null ? ok(null) : TlsFiles.open({ ...tls, logger });
}

/** What a runtime does not keep its workspaces from; empty where there is nothing to say. */
function weaknessOf({ isolation, limits }: RuntimeCapabilities): string {
  if (!isolation) return '; it isolates nothing, so run only code you trust';
  const unlimited = (['memory', 'cpu', 'pids'] as const).filter((name) => !limits[name]);
  return unlimited.length === 0
    ? ''
    : `; it does not limit ${unlimited.join(', ')}, so one workspace can starve the machine`;
}

/** Tells what works and should not stay as it is. */
async function warnOf(store: RecordStore, logger: Logger): Promise<void> {
  const warnings = await store.health().map((health) => health.warnings ?? []);
  for (const warning of warnings.unwrapOr([])) logger.warn({ store: store.name }, warning);
}
