/** How shared documents may be, and how many. Durations in milliseconds, sizes in bytes. */
export interface DocumentOptions {
  /** How many documents a session has. @default 1,000 */
  readonly maxDocumentsPerSession?: number;
  /** How large the encoded state of a document may be. At most 64 MiB. @default 10 MiB */
  readonly maxDocumentBytes?: number;
  /** How large one update may be, and so the whole of a document that a client brings at once. At most 4 MiB. @default 4 MiB */
  readonly maxUpdateBytes?: number;
  /** How many updates one connection sends a second, on average; as often it says something new of itself. @default 100 */
  readonly maxUpdatesPerSecond?: number;
  /** How many updates one connection may send at once after a pause. @default 400 */
  readonly updateBurst?: number;
  /** How many updates one `sync` brings. @default 100 */
  readonly maxSyncUpdates?: number;
  /** How many connections one control plane has to one document. @default 200 */
  readonly maxConnections?: number;
  /** How large the awareness states of one connection may be, together. @default 16 KiB */
  readonly maxAwarenessBytes?: number;
  /** Whether who may not write may say something of themselves. @default true */
  readonly viewersMaySpeak?: boolean;
  /** After how many updates the state of a document is written anew. @default 200 */
  readonly compactAfterUpdates?: number;
  /** After how many bytes of updates the state of a document is written anew. @default 256 KiB */
  readonly compactAfterBytes?: number;
  /** How many of the latest updates stay readable one by one, for clients that poll. @default 1,000 */
  readonly keepUpdates?: number;
  /** How many bytes documents in memory may have together; the idle ones that were used longest ago go first. @default 64 MiB */
  readonly maxLiveBytes?: number;
  /** A document leaves the memory when nobody was connected to it for so long. @default 30,000 */
  readonly unloadAfterMs?: number;
  /** How long updates are gathered before they are written together; 0 for a few rounds of the event loop. @default 0 */
  readonly commitDelayMs?: number;
  /** How many bytes of updates of one document may wait for the store, before more are refused. @default 4 MiB */
  readonly maxUnacknowledgedBytes?: number;
  /** How often another replica's updates are looked for where no message tells of them. @default 1,000 */
  readonly lookEveryMs?: number;
  /** A version of a document that changes is kept so often; 0 for never. @default 600,000 (ten minutes) */
  readonly versionEveryMs?: number;
  /** How many versions of a document are kept; the oldest go. @default 50 */
  readonly maxVersions?: number;
  /** What is known of a client that polls is forgotten when it did not for so long. @default 2,592,000,000 (30 days) */
  readonly clientTtlMs?: number;
  /** How often it is looked for documents of deleted sessions and for what is too old. @default 60,000 */
  readonly sweepIntervalMs?: number;
  /** How many documents that were in memory before are loaded after a start, in the background; 0 for none. At most 200. @default 50 */
  readonly warmDocuments?: number;
  /** How many bytes these have together, at most. @default 16 MiB */
  readonly warmBytes?: number;
  /** How large a file may be that a document is bound to. At most 4 MiB. @default 1 MiB */
  readonly maxBoundFileBytes?: number;
  /** How many files that documents are bound to are read and written at a time, by one process. @default 16 */
  readonly maxFilePasses?: number;
  /** What changes in a document is written to its file when nothing changed for so long. @default 250 */
  readonly fileDelayMs?: number;
  /** It is written so long after a change at the latest, however much changes. @default 2,000 */
  readonly fileMaxDelayMs?: number;
  /** How often a file is looked at that nothing was heard of: no watch tells of it while no workspace runs. @default 10,000 */
  readonly fileLookMs?: number;
}

export type ResolvedDocumentOptions = Required<DocumentOptions>;

const KIB = 1_024;
const MIB = 1_024 * KIB;

export const defaultDocumentOptions: ResolvedDocumentOptions = {
  maxDocumentsPerSession: 1_000,
  maxDocumentBytes: 10 * MIB,
  maxUpdateBytes: 4 * MIB,
  maxUpdatesPerSecond: 100,
  updateBurst: 400,
  maxSyncUpdates: 100,
  maxConnections: 200,
  maxAwarenessBytes: 16 * KIB,
  viewersMaySpeak: true,
  compactAfterUpdates: 200,
  compactAfterBytes: 256 * KIB,
  keepUpdates: 1_000,
  maxLiveBytes: 64 * MIB,
  unloadAfterMs: 30_000,
  commitDelayMs: 0,
  maxUnacknowledgedBytes: 4 * MIB,
  lookEveryMs: 1_000,
  versionEveryMs: 600_000,
  maxVersions: 50,
  clientTtlMs: 30 * 24 * 60 * 60 * 1_000,
  sweepIntervalMs: 60_000,
  warmDocuments: 50,
  warmBytes: 16 * MIB,
  maxBoundFileBytes: MIB,
  maxFilePasses: 16,
  fileDelayMs: 250,
  fileMaxDelayMs: 2_000,
  fileLookMs: 10_000,
};

/** What one transaction of a store takes, by far. */
const MOST_UPDATE_BYTES = 4 * MIB;
/** What one read of a store gives in its time. */
const MOST_DOCUMENT_BYTES = 64 * MIB;

/** The names of so many are one record of a store. */
const MOST_WARM_DOCUMENTS = 200;

/** All options, within what stores take. */
export function resolveDocumentOptions(options: DocumentOptions = {}): ResolvedDocumentOptions {
  const all = { ...defaultDocumentOptions, ...options };
  return {
    ...all,
    maxUpdateBytes: Math.min(all.maxUpdateBytes, MOST_UPDATE_BYTES),
    maxDocumentBytes: Math.min(all.maxDocumentBytes, MOST_DOCUMENT_BYTES),
    warmDocuments: Math.min(all.warmDocuments, MOST_WARM_DOCUMENTS),
    maxBoundFileBytes: Math.min(all.maxBoundFileBytes, MOST_UPDATE_BYTES),
  };
}
