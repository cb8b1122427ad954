import { SESSION_ROLES, type RoomMember } from '@carrel/core/sessions';
import { z } from 'zod';

const role = z.enum(SESSION_ROLES);

/** A member of a room as answers show it. */
export const memberBody = z.strictObject({
  sessionId: z.string(),
  userId: z.string(),
  role,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const setMemberBody = z.strictObject({ role });

export function toMemberBody({ sessionId, userId, role: held, createdAt, updatedAt }: RoomMember): object {
  return { sessionId, userId, role: held, createdAt, updatedAt };
}
