import { err, ok, type DocumentId, type Result, type TenantId } from '../kernel/index.js';
import {
  CHUNK_BYTES,
  storeCorrupt,
  type ReadView,
  type ScanPage,
  type ScanPosition,
  type StoreError,
  type Stored,
} from '../store/index.js';
import { documentUpdates, type StoredUpdates } from './document-records.js';

/** Whose updates they are. */
export interface LogOwner {
  readonly tenantId: TenantId;
  readonly documentId: DocumentId;
}

/** One update of the log. */
export interface LogEntry {
  readonly clock: number;
  readonly bytes: Uint8Array;
}

export interface PackedUpdates {
  readonly record: StoredUpdates;
  readonly bytes: Uint8Array;
}

/** How many small updates one record holds; their sizes stand in its JSON. */
const MAX_PACKED = 1_000;
const RECORDS_PER_SCAN = 32;

/** The records of updates that follow `clock`: small ones together, a large one in parts. */
export function packUpdates(owner: LogOwner, clock: number, updates: readonly Uint8Array[]): readonly PackedUpdates[] {
  const packed: PackedUpdates[] = [];
  let group: Uint8Array[] = [];
  let groupBytes = 0;
  let last = clock;
  const close = () => {
    if (group.length > 0) packed.push(recordOf(owner, last, group));
    group = [];
    groupBytes = 0;
  };
  for (const update of updates) {
    if (groupBytes + update.length > CHUNK_BYTES || group.length === MAX_PACKED) close();
    last += 1;
    if (update.length > CHUNK_BYTES) packed.push(...partsOf(owner, last, update));
    else {
      group.push(update);
      groupBytes += update.length;
    }
  }
  close();
  return packed;
}

function recordOf({ tenantId, documentId }: LogOwner, clock: number, group: readonly Uint8Array[]): PackedUpdates {
  const sizes = group.map(({ length }) => length);
  return { record: { tenantId, documentId, clock, part: 0, parts: 1, sizes }, bytes: Buffer.concat(group) };
}

function partsOf({ tenantId, documentId }: LogOwner, clock: number, update: Uint8Array): PackedUpdates[] {
  const parts = Math.ceil(update.length / CHUNK_BYTES);
  return Array.from({ length: parts }, (_none, part) => ({
    record: { tenantId, documentId, clock, part, parts, sizes: [update.length] },
    bytes: update.subarray(part * CHUNK_BYTES, (part + 1) * CHUNK_BYTES),
  }));
}

export interface EntryBounds {
  /** Stops once there are so many bytes; one record is always read. */
  readonly maxBytes: number;
}

/** The updates after `since`, in their order, up to about `maxBytes`. `store/corrupt` when one is missing between. */
export async function readEntries(
  view: ReadView,
  { tenantId, documentId }: LogOwner,
  since: number,
  { maxBytes }: EntryBounds,
): Promise<Result<readonly LogEntry[], StoreError>> {
  const entries: LogEntry[] = [];
  let parts: Stored<StoredUpdates>[] = [];
  let bytes = 0;
  let after: ScanPosition | null = null;
  const range = { prefix: [tenantId, documentId], start: [since + 1], limit: RECORDS_PER_SCAN };
  do {
    const page: Result<ScanPage<StoredUpdates>, StoreError> = await view.scan(documentUpdates, {
      ...range,
      ...(after === null ? {} : { after }),
    });
    if (page.isErr()) return err(page.error);
    for (const stored of page.value.items) {
      parts.push(stored);
      bytes += stored.bytes?.length ?? 0;
      if (stored.value.part < stored.value.parts - 1) continue;
      entries.push(...unpack(parts).filter(({ clock }) => clock > since));
      parts = [];
      if (bytes >= maxBytes) return checked(entries, since);
    }
    after = page.value.next;
  } while (after !== null);
  return parts.length === 0 ? checked(entries, since) : err(storeCorrupt());
}

function unpack(parts: readonly Stored<StoredUpdates>[]): readonly LogEntry[] {
  const last = parts.at(-1);
  if (last === undefined) return [];
  const { clock, sizes } = last.value;
  const [only] = parts;
  const bytes =
    parts.length === 1
      ? (only?.bytes ?? new Uint8Array())
      : Buffer.concat(parts.map((part) => part.bytes ?? new Uint8Array()));
  let start = 0;
  return sizes.map((size, index) => {
    const entry = {
      clock: clock - sizes.length + 1 + index,
      bytes: new Uint8Array(bytes.subarray(start, start + size)),
    };
    start += size;
    return entry;
  });
}

function checked(entries: readonly LogEntry[], since: number): Result<readonly LogEntry[], StoreError> {
  const isWhole = entries.every(({ clock }, index) => clock === since + 1 + index);
  return isWhole ? ok(entries) : err(storeCorrupt());
}
