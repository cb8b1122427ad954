import { openOperator } from '@carrel/core';
import {
  CarrelException,
  createIdSource,
  requestId,
  systemClock,
  type CarrelError,
  type ResultAsync,
} from '@carrel/core/kernel';
import type { OperatorContext, OperatorService } from '@carrel/core/identity';
import { chooseStore } from './choose-store.js';
import { complain } from './complain.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { ServerSettings } from './server-settings.js';

/** Does `work` on the store of the settings, beside servers that may run on it, and prints what it comes to. */
export async function withOperator(
  settings: ServerSettings,
  work: (operator: OperatorService, request: OperatorContext) => ResultAsync<string, CarrelError>,
): Promise<ExitCode> {
  const { store } = chooseStore(settings);
  const { identity, passwords, audit } = settings.carrel;
  const given = { ...(identity && { identity }), ...(passwords && { passwords }), ...(audit && { audit }) };
  try {
    const operator = await openOperator({ store, ...given });
    const done = await work(operator, { requestId: requestId.create(createIdSource(systemClock)) });
    if (done.isErr()) return fail(done.error);
    process.stdout.write(done.value);
    return exitCodes.ok;
  } catch (cause) {
    if (cause instanceof CarrelException) return fail(cause.error as CarrelError);
    throw cause;
  } finally {
    await store.dispose();
  }
}

function fail(error: CarrelError): ExitCode {
  complain(error);
  return exitCodes.failed;
}
