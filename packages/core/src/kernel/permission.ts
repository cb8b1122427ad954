import type { Caller } from './caller.js';

/** Whether `granted` covers `wanted`: `sessions:read` is covered by itself, by `sessions:*` and by `*`. */
export function coversScope(granted: readonly string[], wanted: string): boolean {
  const resource = wanted.split(':', 1)[0] ?? wanted;
  return granted.includes('*') || granted.includes(`${resource}:*`) || granted.includes(wanted);
}

/** Whether the caller's token allows `scope`. What the caller's role allows is another question. */
export function hasScope(caller: Caller, scope: string): boolean {
  return coversScope(caller.scopes, scope);
}

/** Whether the caller is an owner or admin of its tenant, with a token that allows `scope`. */
export function administers(caller: Caller, scope: string): boolean {
  return caller.role !== 'member' && hasScope(caller, scope);
}
