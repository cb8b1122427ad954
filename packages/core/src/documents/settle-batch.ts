import type { DocumentContent } from './document-content.js';
import type { Author, Waiting } from './outbox.js';

/** The batch is in the log, the first of it after `clock`: the content knows that, and each author is told once. */
export function settleBatch(batch: readonly Waiting[], clock: number, content: DocumentContent): void {
  const [only] = batch;
  // One alone, as almost always where few write.
  if (only !== undefined && batch.length === 1) {
    settleOne(only, clock, content);
    return;
  }
  let at = clock;
  const told = new Map<Author, { count: number; own: number[] }>();
  for (const { proposal, author } of batch) {
    const entry = told.get(author) ?? { count: 0, own: [] };
    told.set(author, entry);
    entry.count += 1;
    if (proposal.isNothing) continue;
    at += 1;
    content.settle(proposal, at);
    entry.own.push(at);
  }
  for (const [author, { count, own }] of told) author.stored(at, count, own);
}

function settleOne({ proposal, author }: Waiting, clock: number, content: DocumentContent): void {
  if (proposal.isNothing) {
    author.stored(clock, 1, []);
    return;
  }
  content.settle(proposal, clock + 1);
  author.stored(clock + 1, 1, [clock + 1]);
}
