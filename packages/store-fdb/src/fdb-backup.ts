import { err, ok, type Result, type ResultAsync } from '@carrel/core/kernel';
import { storeBusy, writeArchive, type ArchiveEntry, type StoreError } from '@carrel/core/store';
import { decodeDefinition } from './definition.js';
import type { EpochKeys, KeyRange } from './keyspace.js';
import { archivedRecord } from './record-value.js';
import { StateReader, type StateReaderOptions } from './state-reader.js';

/** Writes one state of an epoch to an archive. */
export function backupEpoch(
  options: StateReaderOptions,
  epoch: EpochKeys,
  path: string,
): ResultAsync<void, StoreError> {
  return writeArchive(path, archived(options, epoch));
}

async function* archived(
  options: StateReaderOptions,
  epoch: EpochKeys,
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

/** How many keys one read asks for. */
const PAGE = 500;

async function* valuesIn(reader: StateReader, { start, end }: KeyRange): AsyncIterable<Result<Buffer, StoreError>> {
  let from = start;
  for (;;) {
    const page: Awaited<ReturnType<StateReader['page']>> = await reader.page({ start: from, end }, PAGE);
    if (page.isErr()) {
      yield err(page.error);
      return;
    }
    for (const [, value] of page.value) yield ok(value);
    const last = page.value.at(-1);
    if (last === undefined || page.value.length < PAGE) return;
    from = Buffer.concat([last[0], Buffer.of(0)]);
  }
}
