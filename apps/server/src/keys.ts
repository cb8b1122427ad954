import type { KeyListing } from '@carrel/core/identity';
import type { ExitCode } from './exit-codes.js';
import type { ServerSettings } from './server-settings.js';
import { withOperator } from './with-operator.js';

/** Prints the keys that sign access tokens, one line each. */
export function listKeys(settings: ServerSettings): Promise<ExitCode> {
  return withOperator(settings, ({ keys }) => keys.list().map((all) => all.map(lineOf).join('')));
}

/** Makes a new key and prints it. */
export function rotateKeys(settings: ServerSettings, options: { readonly revoke: boolean }): Promise<ExitCode> {
  return withOperator(settings, ({ keys }) => keys.rotate(options).map(lineOf));
}

function lineOf({ kid, state, createdAt, signsFrom }: KeyListing): string {
  return `${kid}  ${state.padEnd(9)}  made ${createdAt}  signs from ${signsFrom}\n`;
}
