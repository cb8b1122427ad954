/** Errors that say: you may not. A missing thing that has an id is among them, since a foreign one answers alike. */
const REFUSALS: ReadonlySet<string> = new Set([
  'agent/not-found',
  'auth/forbidden',
  'auth/wrong-password',
  'backup/not-found',
  'command/not-found',
  'conversation/not-found',
  'file/permission-denied',
  'member/not-found',
  'message/not-found',
  'session/forbidden',
  'session/not-found',
  'stream/not-found',
  'task/not-found',
  'terminal/input-refused',
  'terminal/not-found',
  'terminal/read-only',
  'user/not-found',
]);

/** Whether an error of this type refuses the caller something, which the audit keeps as `denied`. */
export function isRefusal(type: string): boolean {
  return REFUSALS.has(type);
}
