import type { DocumentEnd, Relayed } from './document-connection.js';

/** Who is connected to a live document in this process. */
export interface LiveReader {
  update(update: Relayed): void;
  heard(awareness: Relayed): void;
  ended(end: DocumentEnd): void;
}
