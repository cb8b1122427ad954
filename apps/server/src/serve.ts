import type { CarrelError } from '@carrel/core/kernel';
import type { Logger } from '@carrel/core/telemetry';
import { complain } from './complain.js';
import { compose, type Composition } from './compose.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { openLogger } from './open-logger.js';
import type { ServerSettings } from './server-settings.js';
import { transcript } from './transcript.js';
import { untilSignalled } from './until-signalled.js';

/**
 * Serves until it is told to end. One line on standard output says where, once requests are taken; everything else goes to
 * standard error.
 *
 * @param options.quiet says nothing of what was chosen and how to try it.
 */
export async function serve(settings: ServerSettings, { quiet }: { readonly quiet: boolean }): Promise<ExitCode> {
  const logger = await openLogger(settings.log);
  const composed = await compose(settings, logger);
  if (composed.isErr()) return fail(composed.error);
  const { carrel, server, choices } = composed.value;
  const ended = untilSignalled();
  const address = await server.listen({ host: settings.host, port: settings.port });
  if (address.isErr()) {
    await carrel.dispose();
    return fail(address.error);
  }
  const url = urlOf(address.value.host, address.value.port);
  if (!quiet) process.stderr.write(welcome(choices, url, settings.http.basePath ?? '/api/v5'));
  process.stdout.write(`listening on ${url}\n`);
  return drain(await ended, composed.value, logger);
}

async function drain(signal: NodeJS.Signals, { carrel, server }: Composition, logger: Logger): Promise<ExitCode> {
  logger.info({ signal }, 'ending; a second signal ends at once');
  await server.drain();
  await carrel.dispose();
  logger.info({}, 'ended');
  return exitCodes.ok;
}

function fail(error: CarrelError): ExitCode {
  complain(error);
  return exitCodes.failed;
}

function welcome(choices: readonly string[], url: string, basePath: string): string {
  return `${choices.join('\n')}\n\nTry it:\n\n${transcript(url, basePath)}\n`;
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
