import type { CarrelError } from '../kernel/index.js';
import type { StoredDocument } from './document-records.js';
import type { LiveReader } from './live-reader.js';

/** Who hears of what a live document does. */
export interface LiveObserver<Live> {
  /** These were stored, at the clocks up to that of `head`. */
  stored(live: Live, head: StoredDocument, updates: readonly Uint8Array[], tookMs: number): void;
  /** Somebody who is connected here says something of themselves, or is gone. */
  spoke(live: Live, update: Uint8Array): void;
  /** Nothing waits any more, somebody left, or it grew. */
  changed(live: Live): void;
  /** The store takes nothing; it is tried again. */
  failed(live: Live, error: CarrelError): void;
}

/** Updates of another replica, with the clocks from `first` to `last`. */
export interface StoredElsewhere {
  readonly id: string;
  readonly first: number;
  readonly last: number;
  /** `null` when they were too many to be told. */
  readonly updates: readonly Uint8Array[] | null;
}

export interface Submitting {
  /** Who has them already. @default nobody */
  readonly from?: LiveReader | null;
  /** Whether the author may not write: then only what brings nothing new is taken. @default false */
  readonly isReading?: boolean;
  /** @default `documents.maxUpdateBytes` */
  readonly maxUpdateBytes?: number;
}
