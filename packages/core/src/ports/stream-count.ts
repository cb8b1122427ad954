import { err, ok, type Caller, type Result, type SessionId } from '../kernel/index.js';
import { portLimit, type PortLimit } from './port-errors.js';
import type { ResolvedPortOptions } from './port-options.js';

/** How many streams are open, by session and by user. */
export class StreamCount {
  private readonly open = new Map<string, number>();

  constructor(private readonly limits: ResolvedPortOptions) {}

  /** Counts one more until what it gives is called, which counts once. */
  enter({ tenantId, userId }: Caller, sessionId: SessionId): Result<() => void, PortLimit> {
    const { maxPerSession, maxPerUser } = this.limits;
    const [session, user] = [`session ${sessionId}`, `user ${tenantId} ${userId}`];
    if (this.of(session) >= maxPerSession) return err(portLimit('session', maxPerSession));
    if (this.of(user) >= maxPerUser) return err(portLimit('user', maxPerUser));
    this.add(session, 1);
    this.add(user, 1);
    let left = false;
    return ok(() => {
      if (left) return;
      left = true;
      this.add(session, -1);
      this.add(user, -1);
    });
  }

  private of(name: string): number {
    return this.open.get(name) ?? 0;
  }

  private add(name: string, change: number): void {
    const count = this.of(name) + change;
    if (count === 0) this.open.delete(name);
    else this.open.set(name, count);
  }
}
