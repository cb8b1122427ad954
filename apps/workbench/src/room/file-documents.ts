import type { ClientError, SharedDocument } from '@carrel/client';
import { ok, type Result } from 'neverthrow';
import { client } from '../carrel.js';
import { documentName } from '../editor/document-name.js';
import { pause } from './follow.js';

/** Among how many documents those of a path are looked for. */
const MOST_DOCUMENTS = 200;
/** How long it is waited for text to come to its file, and how often that is looked at. */
const MOST_MS = 6_000;
const LOOK_MS = 300;

/** The documents in which the file at a path is edited, and those beneath it. */
export async function documentsAt(
  sessionId: string,
  path: string,
): Promise<Result<readonly SharedDocument[], ClientError>> {
  const own = documentName(path);
  if (own === null) return ok([]);
  const listed = await client.documents.list(sessionId, { limit: MOST_DOCUMENTS });
  return listed.map(({ items }) => items.filter(({ name }) => name === own || name.startsWith(`${own}/`)));
}

/** Whether everything that is stored of these documents is in their files as well, a few seconds from now at the latest. */
export async function areWritten(
  sessionId: string,
  documents: readonly SharedDocument[],
  signal: AbortSignal,
): Promise<boolean> {
  const until = Date.now() + MOST_MS;
  let left = documents;
  for (;;) {
    const behind = await Promise.all(left.map((document) => isBehind(sessionId, document, signal)));
    left = left.filter((_, index) => behind[index]);
    if (left.length === 0) return true;
    if (Date.now() >= until || signal.aborted) return false;
    await pause(LOOK_MS, signal);
  }
}

async function isBehind(sessionId: string, { name, clock }: SharedDocument, signal: AbortSignal): Promise<boolean> {
  const bound = await client.documents.file(sessionId, name, { signal });
  if (bound.isErr()) return bound.error.type !== 'document-file/not-bound';
  return bound.value.status !== 'ended' && bound.value.clock < clock;
}
