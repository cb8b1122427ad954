import type { Engine } from './engine.js';
import { followEvents, type EngineEvent } from './engine-events.js';

/** How many kills are known at most; the oldest is forgotten first. */
const MAX_NOTES = 10_000;
const SIGKILL = '9';

/** One life of a container, in milliseconds by the engine's clock. */
export interface ContainerLife {
  readonly id: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The kills of boxes through the engine, noted as they happen: the engine itself soon forgets them. */
export class BoxKills {
  /** When each container was last killed. */
  private readonly killedAt = new Map<string, number>();
  /** From when on every kill is noted; `null` while that is from no time. */
  private notedFrom: number | null = null;
  private following = false;

  constructor(
    private readonly engine: Engine,
    private readonly disposed: AbortSignal,
  ) {}

  /** Kills are noted soon after this, until the runtime is disposed. */
  follow(): void {
    if (this.following || this.disposed.aborted) return;
    this.following = true;
    void this.noteAll();
  }

  /** Whether that life is known to have had a kill. */
  had({ id, startedAt }: ContainerLife): boolean {
    const at = this.killedAt.get(id);
    return at !== undefined && at >= startedAt;
  }

  /** Whether every kill since that time is noted, but for what the engine is still telling. */
  areNotedFrom(time: number): boolean {
    return this.notedFrom !== null && this.notedFrom <= time;
  }

  private async noteAll(): Promise<void> {
    const events = followEvents(this.engine, {
      actions: ['kill'],
      signal: this.disposed,
      inBackground: true,
      onOpen: (from) => {
        this.notedFrom = from;
      },
      onGap: () => {
        this.notedFrom = null;
      },
    });
    for await (const event of events) {
      if (isKill(event)) this.note(event);
    }
  }

  private note({ Actor: { ID: id }, timeNano }: EngineEvent): void {
    this.killedAt.delete(id);
    this.killedAt.set(id, inMilliseconds(timeNano));
    const [oldest] = this.killedAt.keys();
    if (this.killedAt.size > MAX_NOTES && oldest !== undefined) this.killedAt.delete(oldest);
  }
}

/** Whether somebody ended the container of the event by force. */
export function isKill({ Action, Actor }: EngineEvent): boolean {
  return Action === 'kill' && Actor.Attributes['signal'] === SIGKILL;
}

export function inMilliseconds(nanoseconds: number): number {
  return nanoseconds / 1e6;
}
