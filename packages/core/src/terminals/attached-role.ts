import type { Clock } from '../kernel/index.js';
import { permits, type SessionRole } from '../sessions/index.js';
import type { RoleListener } from '../workspaces/index.js';

export interface AttachedRoleDeps {
  readonly clock: Clock;
  readonly readOnly: boolean;
  /** Whether the role may change while the session is what it is. */
  readonly mayChange: boolean;
  /** The role as it is now; `null` for none. */
  readonly ask: () => Promise<SessionRole | null>;
  readonly changed: (canWrite: boolean) => void;
}

/** For how long what was heard of a role is gone by; whoever reads hears of it more often. */
const FRESH_MS = 2_000;

/** Whether who is attached may write, by what is known of the role at that moment. */
export class AttachedRole implements RoleListener {
  private look: Promise<void> = Promise.resolve();
  private isLooking = false;
  private seenMs: number;
  private allowed: boolean;

  constructor(
    role: SessionRole,
    private readonly deps: AttachedRoleDeps,
  ) {
    this.seenMs = deps.clock.now();
    this.allowed = this.allows(role);
  }

  get canWrite(): boolean {
    return this.allowed;
  }

  looking(look: Promise<void>): void {
    this.look = look;
    this.isLooking = true;
    const looked = () => {
      if (this.look === look) this.isLooking = false;
    };
    // Who asks for it hears of a failure.
    look.then(looked, () => undefined);
  }

  is(role: SessionRole | null): void {
    this.seenMs = this.deps.clock.now();
    const allowed = this.allows(role);
    if (allowed === this.allowed) return;
    this.allowed = allowed;
    this.deps.changed(allowed);
  }

  async mayWrite(): Promise<boolean> {
    await this.look;
    // Who writes and never reads hears nothing.
    if (this.isStale()) this.is(await this.deps.ask());
    return this.allowed;
  }

  /** Whether `mayWrite` would be true, without waiting for what may still change it. */
  mayWriteNow(): boolean {
    return this.allowed && !this.isLooking && !this.isStale();
  }

  private isStale(): boolean {
    const { clock, mayChange } = this.deps;
    return mayChange && clock.now() - this.seenMs > FRESH_MS;
  }

  private allows(role: SessionRole | null): boolean {
    return !this.deps.readOnly && role !== null && permits(role, 'terminals.write');
  }
}
