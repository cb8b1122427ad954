import { delay, errAsync, okAsync, stoppable, systemClock, type Clock, type ResultAsync } from '../kernel/index.js';
import { presenceClosed, type PresenceError } from './presence-errors.js';
import type { NoteKind, PresenceStore, PresentMember } from './presence-store.js';

/** Presence within this process. */
export function memoryPresence({ clock = systemClock }: { readonly clock?: Clock } = {}): PresenceStore {
  return new MemoryPresence(clock);
}

interface Note {
  readonly value: string;
  readonly expiresAt: number;
}

/** How many more notes there are before those whose time is over are looked for. */
const SWEEP_EVERY = 1_000;

class MemoryPresence implements PresenceStore {
  readonly name = 'memory';
  readonly shared = false;
  private readonly places = new Map<string, Map<string, PresentMember>>();
  private readonly notes = new Map<string, Note>();
  private readonly waiting = new Set<() => void>();
  private sweepAt = SWEEP_EVERY;
  private state: 'new' | 'open' | 'disposed' = 'new';

  constructor(private readonly clock: Clock) {}

  open(): ResultAsync<void, PresenceError> {
    if (this.state === 'disposed') return errAsync(presenceClosed());
    this.state = 'open';
    return okAsync(undefined);
  }

  enter(
    place: string,
    { member, value, ttlMs }: { readonly member: string; readonly value: string; readonly ttlMs: number },
  ): ResultAsync<void, PresenceError> {
    return this.whenOpen(() => {
      const members = this.places.get(place) ?? new Map<string, PresentMember>();
      members.set(member, { member, value, expiresAt: this.clock.now() + ttlMs });
      this.places.set(place, members);
      this.wake();
    });
  }

  leave(place: string, member: string): ResultAsync<void, PresenceError> {
    return this.whenOpen(() => {
      this.places.get(place)?.delete(member);
      this.wake();
    });
  }

  list(place: string): ResultAsync<readonly PresentMember[], PresenceError> {
    return this.whenOpen(() => this.present(place));
  }

  watch(place: string, signal?: AbortSignal): AsyncIterable<readonly PresentMember[]> {
    return stoppable((over) => this.changes(place, over), signal);
  }

  note(kind: NoteKind, id: string, value: string): ResultAsync<void, PresenceError> {
    return this.whenOpen(() => {
      this.notes.set(`${kind.name}:${id}`, { value, expiresAt: this.clock.now() + kind.ttlMs });
      if (this.notes.size > this.sweepAt) this.sweep();
    });
  }

  noted(kind: NoteKind, id: string): ResultAsync<string | null, PresenceError> {
    return this.whenOpen(() => {
      const note = this.notes.get(`${kind.name}:${id}`);
      return note !== undefined && note.expiresAt > this.clock.now() ? note.value : null;
    });
  }

  forget(kind: NoteKind, id: string): ResultAsync<void, PresenceError> {
    return this.whenOpen(() => {
      this.notes.delete(`${kind.name}:${id}`);
    });
  }

  health(): ResultAsync<void, PresenceError> {
    return this.whenOpen(() => undefined);
  }

  dispose(): Promise<void> {
    this.state = 'disposed';
    this.places.clear();
    this.notes.clear();
    this.wake();
    return Promise.resolve();
  }

  private async *changes(
    place: string,
    over: AbortSignal,
  ): AsyncGenerator<readonly PresentMember[], undefined, undefined> {
    let told: string | null = null;
    while (!over.aborted && this.state === 'open') {
      const members = this.present(place);
      const telling = JSON.stringify(members.map(({ member, value }) => [member, value]));
      if (telling !== told) {
        told = telling;
        yield members;
      } else {
        const nextAt = Math.min(...members.map(({ expiresAt }) => expiresAt));
        await this.change(nextAt - this.clock.now(), over);
      }
    }
  }

  /** Until something happens, or `ms` are over. */
  private async change(ms: number, over: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = () => {
      woken.abort();
    };
    this.waiting.add(wake);
    over.addEventListener('abort', wake, { once: true });
    await delay(this.clock, Math.min(Math.max(0, ms), MAX_DELAY_MS), woken.signal);
    over.removeEventListener('abort', wake);
    this.waiting.delete(wake);
  }

  private present(place: string): readonly PresentMember[] {
    const members = this.places.get(place);
    for (const { member, expiresAt } of members?.values() ?? [])
      if (expiresAt <= this.clock.now()) members?.delete(member);
    if (members?.size === 0) this.places.delete(place);
    return [...(members?.values() ?? [])].sort((one, other) => (one.member < other.member ? -1 : 1));
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const [key, { expiresAt }] of this.notes) if (expiresAt <= now) this.notes.delete(key);
    for (const place of this.places.keys()) this.present(place);
    this.sweepAt = this.notes.size + SWEEP_EVERY;
  }

  private wake(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private whenOpen<T>(work: () => T): ResultAsync<T, PresenceError> {
    return this.state === 'open' ? okAsync(work()) : errAsync(presenceClosed());
  }
}

/** What a timer of the machine can wait at most. */
const MAX_DELAY_MS = 2_147_483_647;
