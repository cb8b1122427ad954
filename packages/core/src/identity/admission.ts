import type { RegistrationMode } from './identity-options.js';
import type { Invitation } from './invitation.js';

/** Who may register now. */
export class Admission {
  constructor(public mode: RegistrationMode) {}

  /** Whether somebody without an invitation may make a tenant of their own. */
  get isOpen(): boolean {
    return this.mode === 'open';
  }

  /** Whether an invitation lets somebody in: while registration is closed, only one of the operator does. */
  takes({ issuer }: Pick<Invitation, 'issuer'>): boolean {
    return this.mode !== 'closed' || issuer === 'operator';
  }
}
