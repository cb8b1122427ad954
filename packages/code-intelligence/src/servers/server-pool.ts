import { codeBusy, codeServerFailed, type CodeEngineError } from '@carrel/core/code';
import { abortable, err, ok, ResultAsync, systemClock } from '@carrel/core/kernel';
import type { Aborted, Clock, Result } from '@carrel/core/kernel';
import type { Confinement } from './confinement.js';
import { CrashHistory } from './crash-history.js';
import { groupMemory } from './group-memory.js';
import type { ProgramOptions, ServerDefinition } from './server-definition.js';
import { ServerSession, type ServerFiles } from './server-session.js';

export interface ServerPoolOptions {
  /** How many servers there are at once. */
  readonly maxServers: number;
  /** How long a server stays that nobody uses. */
  readonly idleMs: number;
  /** How long a caller waits for a server to become free. */
  readonly waitMs: number;
  /** How much memory a server may hold with all that it starts; it is killed beyond that. */
  readonly maxServerBytes: number;
  /** How much all of them may hold together: beyond that those go that nobody uses, and none is begun beside another. */
  readonly maxMemoryBytes: number;
  readonly memoryPollMs: number;
  readonly requestMs: number;
  readonly startMs: number;
  readonly programs: ProgramOptions;
  readonly confinement: Confinement;
  readonly clock?: Clock;
}

/** Which server is wanted: there is one for each name, definition and session. */
export interface WantedServer {
  readonly key: string;
  readonly definition: ServerDefinition;
  readonly files: ServerFiles;
  /** Told apart from others of the same definition. @default '' */
  readonly name?: string;
}

interface Slot {
  readonly id: string;
  readonly key: string;
  readonly ready: ResultAsync<ServerSession, CodeEngineError | Aborted>;
  session: ServerSession | null;
  users: number;
  cancelIdle: () => void;
  /** When it was used last: a count of uses. */
  usedAt: number;
  /** What it held when that was looked at last. */
  bytes: number;
  /** What it is taken to hold at least, until it has been used. */
  reserved: number;
  ending: Promise<void> | null;
}

/** What a server is taken to hold at least until it has been used: about what one of Node.js does with a project of some size. */
const NEW_SERVER_BYTES = 256 * 2 ** 20;

/** The servers that run. Those used last stay, as many as may be; one that somebody uses is never ended for another. */
export class ServerPool {
  private readonly slots = new Map<string, Slot>();
  private readonly freed = new Set<() => void>();
  private readonly crashes: CrashHistory;
  private readonly clock: Clock;
  private uses = 0;
  private isDisposed = false;
  private isWatching = false;

  constructor(private readonly options: ServerPoolOptions) {
    this.clock = options.clock ?? systemClock;
    this.crashes = new CrashHistory(this.clock);
  }

  /** A server that runs, the caller's until it is released. `code/busy` where as many as may run are used for too long. */
  lease(wanted: WantedServer, signal?: AbortSignal): ResultAsync<ServerSession, CodeEngineError | Aborted> {
    return new ResultAsync(this.obtain(wanted, signal));
  }

  release(session: ServerSession): void {
    const slot = this.slotOf(session);
    if (slot === undefined) return;
    this.unuse(slot);
  }

  /** Ends a server that is of no more use. */
  async discard(session: ServerSession): Promise<void> {
    const slot = this.slotOf(session);
    if (slot !== undefined) await this.end(slot);
  }

  /** The servers of a session that run now. */
  running(key: string): readonly ServerSession[] {
    return [...this.slots.values()]
      .filter((slot) => slot.key === key && slot.ending === null)
      .map(({ session }) => session)
      .filter((session) => session !== null);
  }

  /** Ends the servers of a session. */
  async forget(key: string): Promise<void> {
    await Promise.all([...this.slots.values()].filter((slot) => slot.key === key).map((slot) => this.end(slot)));
  }

  /** Ends all servers; none is started any more. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    for (const goOn of [...this.freed]) goOn();
    await Promise.all([...this.slots.values()].map((slot) => this.end(slot)));
  }

  private async obtain(
    wanted: WantedServer,
    signal: AbortSignal | undefined,
  ): Promise<Result<ServerSession, CodeEngineError | Aborted>> {
    const id = JSON.stringify([wanted.key, wanted.definition.id, wanted.name ?? '']);
    const until = this.clock.now() + this.options.waitMs;
    for (;;) {
      if (this.isDisposed || this.crashes.isTooMany(id)) return err(codeServerFailed());
      const slot = this.slots.get(id);
      if (slot?.ending) {
        await slot.ending;
      } else if (slot !== undefined || this.hasRoom()) {
        const used = await this.use(slot ?? this.begin(id, wanted), signal);
        if (used !== null) return used;
      } else if (!(await this.makeRoom(until))) {
        return err(codeBusy());
      }
    }
  }

  /** `null` where the server has ended since it was used last. */
  private async use(
    slot: Slot,
    signal: AbortSignal | undefined,
  ): Promise<Result<ServerSession, CodeEngineError | Aborted> | null> {
    slot.users += 1;
    slot.usedAt = ++this.uses;
    slot.cancelIdle();
    const ready = await abortable('Code intelligence', slot.ready, signal);
    if (ready.isOk() && slot.ending === null) {
      if (ready.value.isRunning) return ok(ready.value);
      // That it ended by itself is noted first.
      await ready.value.process.exited;
    }
    this.unuse(slot);
    if (ready.isErr()) return err(ready.error);
    await this.end(slot);
    return null;
  }

  private begin(id: string, { key, definition, files }: WantedServer): Slot {
    const { requestMs, startMs, programs, confinement } = this.options;
    const ready = ServerSession.start({
      definition,
      files,
      programs,
      confinement,
      requestMs,
      startMs,
      clock: this.clock,
    });
    const slot: Slot = {
      id,
      key,
      ready,
      session: null,
      users: 0,
      cancelIdle: () => undefined,
      usedAt: 0,
      bytes: 0,
      reserved: NEW_SERVER_BYTES,
      ending: null,
    };
    this.slots.set(id, slot);
    void ready.then((started) => this.follow(slot, started));
    this.watchMemory();
    return slot;
  }

  /** Until the server has ended, for whatever reason. */
  private async follow(slot: Slot, started: Result<ServerSession, CodeEngineError | Aborted>): Promise<void> {
    if (started.isErr()) {
      this.crashes.note(slot.id);
      await this.end(slot);
      return;
    }
    slot.session = started.value;
    await started.value.process.exited;
    if (slot.ending === null) this.crashes.note(slot.id);
    await this.end(slot);
  }

  private end(slot: Slot): Promise<void> {
    slot.ending ??= this.finish(slot);
    return slot.ending;
  }

  private async finish(slot: Slot): Promise<void> {
    slot.cancelIdle();
    const ready = await slot.ready;
    if (ready.isOk()) await ready.value.stop();
    this.slots.delete(slot.id);
    for (const goOn of [...this.freed]) goOn();
  }

  private unuse(slot: Slot): void {
    slot.users -= 1;
    if (slot.users > 0) return;
    slot.bytes ||= slot.reserved;
    slot.reserved = 0;
    slot.cancelIdle = this.clock.setTimer(this.options.idleMs, () => void this.end(slot));
    for (const goOn of [...this.freed]) goOn();
  }

  private hasRoom(): boolean {
    const { maxMemoryBytes, maxServers } = this.options;
    if (this.slots.size === 0) return true;
    return this.slots.size < maxServers && this.held() + NEW_SERVER_BYTES <= maxMemoryBytes;
  }

  private held(): number {
    return [...this.slots.values()].reduce((sum, { bytes, reserved }) => sum + Math.max(bytes, reserved), 0);
  }

  /** Those that nobody uses, the one that was used last at the end. */
  private unused(): readonly Slot[] {
    return [...this.slots.values()]
      .filter(({ users, ending }) => users === 0 && ending === null)
      .sort((a, b) => a.usedAt - b.usedAt);
  }

  /** Whether there may be room for another server now, or one was ended for that; not when there is none until then. */
  private async makeRoom(until: number): Promise<boolean> {
    const [oldest] = this.unused();
    if (oldest !== undefined) {
      await this.end(oldest);
      return true;
    }
    return new Promise((resolve) => {
      const finish = (isFree: boolean) => {
        cancel();
        this.freed.delete(goOn);
        resolve(isFree);
      };
      const goOn = () => {
        finish(true);
      };
      const cancel = this.clock.setTimer(Math.max(0, until - this.clock.now()), () => {
        finish(false);
      });
      this.freed.add(goOn);
    });
  }

  private watchMemory(): void {
    if (this.isWatching || this.slots.size === 0) return;
    this.isWatching = true;
    this.clock.setTimer(this.options.memoryPollMs, () => {
      void this.heedMemory().finally(() => {
        this.isWatching = false;
        this.watchMemory();
      });
    });
  }

  /** Ends those that hold too much, and of all together as many as nobody uses, those first that were used longest ago. */
  private async heedMemory(): Promise<void> {
    const { maxMemoryBytes, maxServerBytes } = this.options;
    const groups = new Map<number, Slot>();
    for (const slot of this.slots.values()) {
      const { session } = slot;
      if (session?.isRunning === true && session.process.pid !== undefined) groups.set(session.process.pid, slot);
    }
    const measured = await groupMemory(new Set(groups.keys()));
    for (const [pid, bytes] of measured) {
      const slot = groups.get(pid);
      // One that is ending counts as before until it has ended.
      if (slot === undefined || slot.ending !== null || bytes === 0) continue;
      slot.bytes = bytes;
      if (bytes > maxServerBytes) await slot.session?.process.kill();
    }
    for (let [oldest] = this.unused(); this.held() > maxMemoryBytes && oldest !== undefined; [oldest] = this.unused()) {
      await this.end(oldest);
    }
    for (const goOn of [...this.freed]) goOn();
  }

  private slotOf(session: ServerSession): Slot | undefined {
    return [...this.slots.values()].find((slot) => slot.session === session);
  }
}
