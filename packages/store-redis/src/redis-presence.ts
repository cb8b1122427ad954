import { delay, stoppable, type ResultAsync } from '@carrel/core/kernel';
import { presenceClosed, presenceUnavailable } from '@carrel/core/presence';
import type { NoteKind, PresenceError, PresenceStore, PresentMember } from '@carrel/core/presence';
import { enterScript, leaveScript, listScript } from './presence-scripts.js';
import type { RedisOptions } from './redis-options.js';
import { RedisService } from './redis-service.js';

/** Presence that all processes share which use the same Redis and the same prefix. */
export function redisPresence(options: RedisOptions = {}): PresenceStore {
  return new RedisPresence(options);
}

/** How long who watches waits before it looks without being told to, in milliseconds. */
const CHECK_MS = 15_000;

interface Present {
  readonly members: readonly PresentMember[];
  /** How long until the first of them expires. */
  readonly leftMs: number;
}

class RedisPresence implements PresenceStore {
  readonly name = 'redis';
  readonly shared = true;
  private readonly service: RedisService<PresenceError>;
  private readonly closing = new AbortController();

  constructor(options: RedisOptions) {
    const errors = { closed: presenceClosed, unavailable: presenceUnavailable };
    this.service = new RedisService<PresenceError>(options, errors);
  }

  open(): ResultAsync<void, PresenceError> {
    return this.service.open();
  }

  enter(
    place: string,
    { member, value, ttlMs }: { readonly member: string; readonly value: string; readonly ttlMs: number },
  ): ResultAsync<void, PresenceError> {
    const args = [member, value, ttlMs, this.service.topics.publish];
    return this.call({ script: enterScript, keys: this.keys(place), args });
  }

  leave(place: string, member: string): ResultAsync<void, PresenceError> {
    const args = [member, this.service.topics.publish];
    return this.call({ script: leaveScript, keys: this.keys(place), args });
  }

  list(place: string): ResultAsync<readonly PresentMember[], PresenceError> {
    return this.present(place).map(({ members }) => members);
  }

  watch(place: string, signal?: AbortSignal): AsyncIterable<readonly PresentMember[]> {
    return stoppable((over) => this.changes(place, AbortSignal.any([over, this.closing.signal])), signal);
  }

  note(kind: NoteKind, id: string, value: string): ResultAsync<void, PresenceError> {
    const key = this.service.key(kind.name, id);
    const write = () => this.service.link.ask((client) => client.set(key, value, 'PX', kind.ttlMs));
    return this.service.run(write).map(() => undefined);
  }

  noted(kind: NoteKind, id: string): ResultAsync<string | null, PresenceError> {
    const key = this.service.key(kind.name, id);
    return this.service.run(() => this.service.link.ask((client) => client.get(key)));
  }

  forget(kind: NoteKind, id: string): ResultAsync<void, PresenceError> {
    const key = this.service.key(kind.name, id);
    return this.service.run(() => this.service.link.ask((client) => client.del(key))).map(() => undefined);
  }

  health(): ResultAsync<void, PresenceError> {
    return this.service.ping();
  }

  dispose(): Promise<void> {
    this.closing.abort();
    return this.service.dispose();
  }

  private async *changes(
    place: string,
    over: AbortSignal,
  ): AsyncGenerator<readonly PresentMember[], undefined, undefined> {
    const { topics, link } = this.service;
    let changed = new AbortController();
    const wake = () => {
      changed.abort();
    };
    const leave = topics.join(this.keys(place)[1], { hear: wake, miss: wake });
    let told: string | null = null;
    try {
      while (!over.aborted) {
        changed = new AbortController();
        const present = await this.present(place);
        if (present.isErr() || over.aborted) return;
        const { members, leftMs } = present.value;
        const telling = JSON.stringify(members.map(({ member, value }) => [member, value]));
        if (telling !== told) yield members;
        told = telling;
        const waitMs = Math.min(CHECK_MS, leftMs + 1);
        await delay(link.options.clock, waitMs, AbortSignal.any([changed.signal, over]));
      }
    } finally {
      leave();
    }
  }

  private present(place: string): ResultAsync<Present, PresenceError> {
    const { service } = this;
    const keys = this.keys(place).slice(0, 1);
    return service.run(async () => toPresent(await service.link.call({ script: listScript, keys, args: [] })));
  }

  private call(call: Parameters<RedisService<PresenceError>['link']['call']>[0]): ResultAsync<void, PresenceError> {
    return this.service.run(() => this.service.link.call(call)).map(() => undefined);
  }

  private keys(place: string): readonly [string, string] {
    const key = this.service.key('presence', place);
    return [key, `${key}:live`];
  }
}

function toPresent(reply: unknown): Present {
  const [time, found] = reply as readonly [string, readonly string[]];
  const members: PresentMember[] = [];
  for (let index = 0; index < found.length; index += 2) {
    const [member = '', stored = ''] = [found[index], found[index + 1]];
    const space = stored.indexOf(' ');
    const expiresAt = Number(stored.slice(0, space));
    if (expiresAt > Number(time)) members.push({ member, value: stored.slice(space + 1), expiresAt });
  }
  const sorted = members.sort((one, other) => (one.member < other.member ? -1 : 1));
  return { members: sorted, leftMs: Math.min(...sorted.map(({ expiresAt }) => expiresAt - Number(time))) };
}
