import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CarrelError, ResultAsync } from '@carrel/core/kernel';
import { errAsync } from '@carrel/core/kernel';
import type { BackupOptions, BackupReport, RestoreReport } from '@carrel/core/store';
import { chooseStore, type ChosenStore } from './choose-store.js';
import { complain } from './complain.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { withPortableCopy } from './portable-copy.js';
import type { ServerSettings } from './server-settings.js';

/**
 * Writes a copy of the store to `file`; a server may go on with it meanwhile. When `options` allow it, and the store cannot do
 * otherwise, the copy is not of one state, which is told.
 */
export function backup(settings: ServerSettings, file: string, options: BackupOptions): Promise<ExitCode> {
  const chosen = chooseStore(settings);
  const { store, where, file: path } = chosen;
  return withStore(chosen, `Backed up ${path ?? where} to ${resolve(file)}`, () => {
    if (path !== null && !existsSync(path)) {
      return errAsync(nothingThere(`There is no database at ${path}; nothing was backed up.`));
    }
    return store.open([]).andThen(() => store.backup(resolve(file), options));
  });
}

/**
 * Replaces what the store has by the copy in `file`, once that is found whole, and keeps a database file that was there beside
 * it. No server may run on it meanwhile.
 */
export function restore(settings: ServerSettings, file: string): Promise<ExitCode> {
  const chosen = chooseStore(settings);
  const { store, where, file: path } = chosen;
  const kept = path !== null && existsSync(path) ? `; what was there is kept as ${path}.before-restore` : '';
  return withStore(chosen, `Restored ${path ?? where} from ${resolve(file)}${kept}`, () => {
    if (!existsSync(file)) return errAsync(nothingThere(`There is no file ${resolve(file)}; nothing was restored.`));
    // SQLite restores its own files, too.
    if (path !== null) return store.restore(resolve(file));
    return withPortableCopy(resolve(file), (copy) => store.restore(copy));
  });
}

async function withStore(
  { store }: ChosenStore,
  done: string,
  work: () => ResultAsync<BackupReport & Partial<RestoreReport>, CarrelError>,
): Promise<ExitCode> {
  const result = await work();
  await store.dispose();
  if (result.isOk()) {
    process.stderr.write(`${done}\n${warningOf(result.value)}`);
    return exitCodes.ok;
  }
  complain(result.error);
  return exitCodes.failed;
}

/** What there is to know of a copy that is not of one state. */
function warningOf({ spread, leftOut = 0 }: BackupReport & Partial<RestoreReport>): string {
  if (spread === null) return '';
  const left =
    leftOut === 0 ? '' : ` ${leftOut} records were left out, whose unique values had gone over to others meanwhile.`;
  return (
    `WARNING: the copy is not of one state. Its parts were read between ${spread.from} and ${spread.to}, while the store was ` +
    `written to: what was written together may be there in part.${left}\n`
  );
}

function nothingThere(message: string): CarrelError<'cli/no-such-file'> {
  return { type: 'cli/no-such-file', message, retryable: false };
}
