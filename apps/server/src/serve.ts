import type { CarrelError } from '@carrel/core/kernel';
import type { Logger } from '@carrel/core/telemetry';
import type { Address } from '@carrel/server-express';
import { complain } from './complain.js';
import { compose, hasWorkbench, type Composition } from './compose.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { onHangup } from './on-hangup.js';
import { openLogger } from './open-logger.js';
import type { LoadedSettings } from './load-settings.js';
import { reloader } from './reload.js';
import type { ServerSettings } from './server-settings.js';
import { transcript } from './transcript.js';
import { untilSignalled } from './until-signalled.js';

/**
 * Serves until it is told to end; `SIGHUP` has it read its configuration anew. One line on standard output says where, once requests are taken; everything else goes to
 * standard error.
 *
 * @param options.quiet says nothing of what was chosen and how to try it.
 */
export async function serve(loaded: LoadedSettings, { quiet }: { readonly quiet: boolean }): Promise<ExitCode> {
  const { settings } = loaded;
  const logger = await openLogger(settings.log);
  const reload = onHangup();
  const composed = await compose(settings, logger);
  if (composed.isErr()) return fail(composed.error);
  const { carrel, server, choices, tls } = composed.value;
  const ended = untilSignalled();
  const address = await server.listen({ host: settings.host, port: settings.port });
  if (address.isErr()) {
    await carrel.dispose();
    return fail(address.error);
  }
  const url = urlOf(tls === null ? 'http' : 'https', address.value);
  if (!quiet) process.stderr.write(welcome(choices, url, settings));
  reload.with(reloader(loaded, { composition: composed.value, logger }));
  process.stdout.write(`listening on ${url}\n`);
  return drain(await ended, composed.value, logger);
}

async function drain(signal: NodeJS.Signals, { carrel, server, tls }: Composition, logger: Logger): Promise<ExitCode> {
  logger.info({ signal }, 'ending; a second signal ends at once');
  await server.drain();
  tls?.[Symbol.dispose]();
  await carrel.dispose();
  logger.info({}, 'ended');
  return exitCodes.ok;
}

function fail(error: CarrelError): ExitCode {
  complain(error);
  return exitCodes.failed;
}

function welcome(choices: readonly string[], url: string, settings: ServerSettings): string {
  const tries = transcript(url, settings.http.basePath ?? '/api/v5');
  const how = hasWorkbench(settings) ? `Open ${url} in a browser, or try it` : 'Try it';
  return `${choices.join('\n')}\n\n${how}:\n\n${tries}\n`;
}

function urlOf(scheme: 'http' | 'https', { host, port }: Address): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
