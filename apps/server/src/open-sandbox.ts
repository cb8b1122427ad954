import type { RequestListener } from 'node:http';
import type { SessionStorage } from '@carrel/core/sessions';
import { OpenSandboxApi } from '@carrel/facade-opensandbox';
import { nodeListener, type HttpApi, type HttpApiDeps } from '@carrel/server-express';
import type { ServerSettings } from './server-settings.js';

interface OpenSandboxDeps {
  readonly settings: Pick<ServerSettings, 'opensandbox'>;
  /** Where the files of sandboxes are kept. */
  readonly storage: SessionStorage;
  readonly telemetry: Pick<HttpApiDeps, 'logger' | 'metrics' | 'tracer'>;
}

/** The interface of OpenSandbox beside `api`, where the settings ask for it. */
export function openSandbox(api: HttpApi, { settings, storage, telemetry }: OpenSandboxDeps): OpenSandboxApi | null {
  const { enabled, images } = settings.opensandbox;
  return enabled ? new OpenSandboxApi({ api, options: { images, storage }, ...telemetry }) : null;
}

/** Serves the interface of OpenSandbox, where there is one, and by `otherwise` what is not its. */
export function besideOthers(
  sandboxes: OpenSandboxApi | null,
  { settings, otherwise }: { readonly settings: Pick<ServerSettings, 'server'>; readonly otherwise: RequestListener },
): RequestListener {
  return sandboxes === null ? otherwise : nodeListener(sandboxes, { ...settings.server, otherwise });
}
