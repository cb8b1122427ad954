import { err, ok, toTimestamp, type Result, type ResultAsync } from '@carrel/core/kernel';
import { storeBusy, writeArchive, type ArchiveEntry, type BackupReport, type StoreError } from '@carrel/core/store';
import { decodeDefinition } from './definition.js';
import type { EpochKeys, KeyRange } from './keyspace.js';
import { archivedRecord } from './record-value.js';
import { StateReader, type StateReaderOptions } from './state-reader.js';

/** What is backed up. */
export interface BackupSource {
  readonly epoch: EpochKeys;
  /** Where the state of the store is, and what it was when the epoch was found. */
  readonly stateKey: Buffer;
  readonly state: Buffer;
}

/** Writes one state of an epoch to an archive. */
export function backupEpoch(
  options: StateReaderOptions,
  source: BackupSource,
  path: string,
): ResultAsync<BackupReport, StoreError> {
  return writeArchive(path, archived(options, source)).map(() => ({ spread: null }));
}

/** Writes an epoch that does not stand still to an archive, and marks it. */
export function backupAsItIs(
  options: StateReaderOptions,
  source: BackupSource,
  path: string,
): ResultAsync<BackupReport, StoreError> {
  const now = () => toTimestamp(options.clock.now());
  const from = now();
  let to = from;
  const spread = { from, to: () => (to = now()) };
  return writeArchive(path, archived({ ...options, goesOn: true }, source), spread).map(() => ({
    spread: { from, to },
  }));
}

async function* archived(
  options: StateReaderOptions,
  { epoch, stateKey, state }: BackupSource,
): AsyncIterable<Result<ArchiveEntry, StoreError>> {
  const reader = await StateReader.begin(options, epoch.range);
  if (reader.isErr()) {
    yield err(reader.error);
    return;
  }
  try {
    for await (const definition of valuesIn(reader.value, epoch.definitions)) {
      if (definition.isErr()) yield err(definition.error);
      else yield* collection(reader.value, epoch, definition.value);
    }
    const last = await reader.value.page({ start: stateKey, end: Buffer.concat([stateKey, Buffer.of(0)]) }, 1);
    if (last.isErr()) yield err(last.error);
    else if (last.value[0]?.[1].equals(state) !== true)
      yield err(storeBusy('the store was changed by another release'));
  } finally {
    reader.value.close();
  }
}

async function* collection(
  reader: StateReader,
  epoch: EpochKeys,
  value: Buffer,
): AsyncIterable<Result<ArchiveEntry, StoreError>> {
  const { name, key, indexes, unique, filling } = decodeDefinition(value);
  if (filling !== undefined) yield err(storeBusy(`an index of ${name} is being filled`));
  yield ok({ type: 'collection', schema: { name, key, indexes, unique } });
  for await (const record of valuesIn(reader, epoch.records(name).range)) {
    yield record.andThen(archivedRecord).map((found) => ({ type: 'record', record: found }) as const);
  }
}

/** How much one read asks for: few enough bytes to come well within the time that a version is kept, on a slow line, too. */
const PAGE_BYTES = 2_000_000;
const PAGE_KEYS = 500;
/** Of what may be the largest values, before it is known how large they are. */
const FIRST_PAGE_KEYS = 20;

async function* valuesIn(reader: StateReader, { start, end }: KeyRange): AsyncIterable<Result<Buffer, StoreError>> {
  let from = start;
  let limit = FIRST_PAGE_KEYS;
  for (;;) {
    const page: Awaited<ReturnType<StateReader['page']>> = await reader.page({ start: from, end }, limit);
    if (page.isErr()) {
      yield err(page.error);
      return;
    }
    for (const [, value] of page.value) yield ok(value);
    const last = page.value.at(-1);
    if (last === undefined || page.value.length < limit) return;
    from = Buffer.concat([last[0], Buffer.of(0)]);
    limit = nextLimit(page.value);
  }
}

/** How many keys to ask for next: as many as fit when they are like those before, and at most twice as many. */
function nextLimit(page: readonly (readonly [Buffer, Buffer])[]): number {
  const bytes = page.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const fitting = Math.floor((PAGE_BYTES * page.length) / Math.max(bytes, 1));
  return Math.max(FIRST_PAGE_KEYS, Math.min(PAGE_KEYS, 2 * page.length, fitting));
}
