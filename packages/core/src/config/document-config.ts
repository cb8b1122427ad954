import { z } from 'zod';
import { count, durationMs, pauseMs, sizeBytes, timeoutMs } from './number-kinds.js';

const KIB = 1_024;
const MIB = 1_024 * KIB;
const DAY = 24 * 3_600_000;

/** Shared documents. */
export const documentConfig = {
  'documents.maxDocumentsPerSession': count.max(5_000).default(1_000).describe('The most documents of one session.'),
  'documents.maxDocumentBytes': sizeBytes
    .max(64 * MIB)
    .default(10 * MIB)
    .describe('The most bytes of one document, encoded.'),
  'documents.maxUpdateBytes': sizeBytes
    .max(4 * MIB)
    .default(4 * MIB)
    .describe('The most bytes of one update of a document, and so of the whole of one that a client brings at once.'),
  'documents.maxUpdatesPerSecond': count
    .default(100)
    .describe('How many updates one connection sends a second, on average; as often it says something of itself.'),
  'documents.updateBurst': count
    .default(400)
    .describe('How many updates one connection may send at once after a pause.'),
  'documents.maxSyncUpdates': count
    .max(1_000)
    .default(100)
    .describe('The most updates in one request of a client that polls.'),
  'documents.maxConnections': count
    .default(200)
    .describe('How many connections one control plane has to one document.'),
  'documents.maxAwarenessBytes': sizeBytes
    .max(256 * KIB)
    .default(16 * KIB)
    .describe('The most bytes that one connection says of itself: cursor, name, colour.'),
  'documents.viewersMaySpeak': z
    .boolean()
    .default(true)
    .describe('Whether who may only read a document may say something of themselves: cursor, name, colour.'),
  'documents.compactAfterUpdates': count
    .default(200)
    .describe('After how many updates the state of a document is written anew.'),
  'documents.compactAfterBytes': sizeBytes
    .default(256 * KIB)
    .describe('After how many bytes of updates the state of a document is written anew.'),
  'documents.keepUpdates': count
    .max(100_000)
    .default(1_000)
    .describe('How many of the latest updates of a document stay readable one by one, for clients that poll.'),
  'documents.maxLiveBytes': sizeBytes
    .default(64 * MIB)
    .describe('How many bytes documents have in memory before the idle ones that were used longest ago go.'),
  'documents.unloadAfterMs': timeoutMs
    .default(30_000)
    .describe('A document leaves the memory when nobody was connected to it for so long.'),
  'documents.commitDelayMs': pauseMs
    .max(10_000)
    .default(0)
    .describe('How long updates are gathered before they are stored together; 0 for a few rounds of the event loop.'),
  'documents.maxUnacknowledgedBytes': sizeBytes
    .default(4 * MIB)
    .describe('How many bytes of updates of one document wait for the store before more are refused.'),
  'documents.lookEveryMs': timeoutMs
    .default(1_000)
    .describe(
      'How often what other replicas did is looked for, where no bus tells of it; where one does, ten times as long.',
    ),
  'documents.versionEveryMs': durationMs
    .max(365 * DAY)
    .default(600_000)
    .describe('How often a version of a document that changes is kept; 0 for never.'),
  'documents.maxVersions': count.max(1_000).default(50).describe('How many versions of one document are kept.'),
  'documents.clientTtlMs': durationMs
    .max(10 * 365 * DAY)
    .default(30 * DAY)
    .describe('A client that polls is forgotten when it did not for so long.'),
  'documents.sweepIntervalMs': timeoutMs
    .default(60_000)
    .describe('How often documents of deleted sessions and clients to be forgotten are looked for.'),
  'documents.warmDocuments': z
    .int()
    .min(0)
    .max(200)
    .default(50)
    .describe('How many documents that were in memory before are loaded in the background after a start; 0 for none.'),
  'documents.warmBytes': sizeBytes
    .default(16 * MIB)
    .describe('The most bytes of the documents that are loaded in the background after a start.'),
  'documents.maxBoundFileBytes': sizeBytes
    .max(4 * MIB)
    .default(MIB)
    .describe('The most bytes of a file that a document is bound to.'),
  'documents.maxFilePasses': count
    .default(16)
    .describe('How many files that documents are bound to are read and written at a time, by one process.'),
  'documents.fileDelayMs': pauseMs
    .default(250)
    .describe('What changes in a document is written to its file when nothing changed for so long.'),
  'documents.fileMaxDelayMs': timeoutMs
    .default(2_000)
    .describe('How long after a change a document is written to its file at the latest, however much changes.'),
  'documents.fileLookMs': timeoutMs
    .default(10_000)
    .describe('How often the file of a document is looked at that nothing was heard of.'),
};
