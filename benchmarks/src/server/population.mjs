/** Who uses a server under load: tenants of ten, each with two rooms of five, and for each user a session and a conversation of their own. */
export const TENANTS = 10;
export const USERS_OF_TENANT = 10;
export const USERS_OF_ROOM = 5;
export const PASSWORD = 'correct horse battery';

/** The users by number, tenant after tenant. `isOwner`: of the tenant. `isHost`: owns the room that the four after it are members of. */
export function population() {
  return Array.from({ length: TENANTS * USERS_OF_TENANT }, (_, number) => ({
    number,
    tenant: Math.floor(number / USERS_OF_TENANT),
    room: Math.floor(number / USERS_OF_ROOM),
    isOwner: number % USERS_OF_TENANT === 0,
    isHost: number % USERS_OF_ROOM === 0,
    email: `user-${number}@example.com`,
    directory: `user-${number}`,
  }));
}
