import { err, ok, type Result, type SessionId } from '../kernel/index.js';
import { commandLimit, type CommandLimit } from './command-errors.js';

/** Counts what this process does in each workspace at once, and refuses more than a bound. */
export class CommandSlots {
  private readonly taken = new Map<SessionId, number>();

  constructor(private readonly max: number) {}

  /** A slot, until the returned function is called; `others` are taken by what is not counted here. */
  take(sessionId: SessionId, others = 0): Result<() => void, CommandLimit> {
    const count = this.taken.get(sessionId) ?? 0;
    if (count + others >= this.max) return err(commandLimit(this.max));
    this.taken.set(sessionId, count + 1);
    return ok(() => {
      this.release(sessionId);
    });
  }

  private release(sessionId: SessionId): void {
    const left = (this.taken.get(sessionId) ?? 1) - 1;
    if (left === 0) this.taken.delete(sessionId);
    else this.taken.set(sessionId, left);
  }
}
