import type { Caller } from '../kernel/index.js';
import type { Session } from './session.js';

/** Whether the caller may know and use the session: it is in the caller's tenant and the caller owns it. */
export function canUse(session: Session, caller: Caller): boolean {
  return session.tenantId === caller.tenantId && session.ownerId === caller.userId;
}
