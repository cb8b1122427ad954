import type { ResultAsync } from '../kernel/index.js';
import type { PresenceError } from './presence-errors.js';

/** Somebody who is somewhere. */
export interface PresentMember {
  readonly member: string;
  /** What it told of itself. */
  readonly value: string;
  /** Milliseconds since the Unix epoch, by the store's clock. */
  readonly expiresAt: number;
}

/** What is known for a while about one thing, such as a connection. */
export interface NoteKind {
  /** The first part of its key, such as `connection`. */
  readonly name: string;
  /** How long a note is kept after it was last put, in milliseconds. */
  readonly ttlMs: number;
}

/** The state of a connection, by the id of its socket: 30 minutes. */
export const connectionState: NoteKind = { name: 'connection', ttlMs: 1_800_000 };
/** Which terminal a task reads, by the id of the task: 2 hours. */
export const terminalPolling: NoteKind = { name: 'terminal:polling', ttlMs: 7_200_000 };

/**
 * Who is where now, and notes that are true for a while. All of it expires by itself, so that a replica that dies leaves nothing behind.
 *
 * Every operation fails with `presence/closed` before `open` and after `dispose`, and with `presence/unavailable` while the store does
 * not answer.
 */
export interface PresenceStore {
  readonly name: string;
  /** Whether other processes see the same. */
  readonly shared: boolean;
  /** Usable when ok. Idempotent. */
  open(): ResultAsync<void, PresenceError>;
  /** `member` is in `place` for `ttlMs` from now when ok, with this value in place of any before. */
  enter(
    place: string,
    entry: Omit<PresentMember, 'expiresAt'> & { readonly ttlMs: number },
  ): ResultAsync<void, PresenceError>;
  /** `member` is not in `place` when ok. Ok also when it was not before. */
  leave(place: string, member: string): ResultAsync<void, PresenceError>;
  /** Who is in `place`, by name. Nobody whose time is over. */
  list(place: string): ResultAsync<readonly PresentMember[], PresenceError>;
  /**
   * Who is in `place` now, and again after each change, expiry included; changes that follow each other closely may come as one. Ends
   * quietly with `signal`, and when the store is closed or does not answer.
   */
  watch(place: string, signal?: AbortSignal): AsyncIterable<readonly PresentMember[]>;
  /** The note of `id` is `value` for the time of its kind when ok. */
  note(kind: NoteKind, id: string, value: string): ResultAsync<void, PresenceError>;
  /** The note of `id`; `null` when there is none, or its time is over. */
  noted(kind: NoteKind, id: string): ResultAsync<string | null, PresenceError>;
  /** There is no note of `id` when ok. */
  forget(kind: NoteKind, id: string): ResultAsync<void, PresenceError>;
  /** Ok when it answers now. */
  health(): ResultAsync<void, PresenceError>;
  /** Closes what this object holds open, and ends who watches. Idempotent; never throws. */
  dispose(): Promise<void>;
}
