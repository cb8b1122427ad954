/** Why a call came to nothing. Nothing of what Redis said is kept but its code: its words repeat keys and values. */
export class RedisFailure extends Error {
  override readonly name = 'RedisFailure';

  /**
   * @param code what Redis calls it, such as `OOM`, or the system, such as `ECONNREFUSED`.
   * @param isTransient whether the same call may succeed soon.
   */
  constructor(
    readonly code: string,
    readonly isTransient: boolean,
  ) {
    super(`Redis failed: ${code}`);
  }
}

/** What the client threw. */
export function toFailure(thrown: unknown): RedisFailure {
  if (thrown instanceof RedisFailure) return thrown;
  if (!(thrown instanceof Error)) return new RedisFailure('unknown', false);
  if (thrown.name !== 'ReplyError') return new RedisFailure(codeOf(thrown), true);
  const [code = ''] = thrown.message.split(' ', 1);
  return new RedisFailure(CODE.test(code) ? code : 'ERR', TRANSIENT.has(code));
}

/** The server starts, changes its role, or moves what was asked for. */
const TRANSIENT = new Set(['BUSY', 'CLUSTERDOWN', 'LOADING', 'MASTERDOWN', 'NOREPLICAS', 'READONLY', 'TRYAGAIN']);
const CODE = /^[A-Z][A-Z0-9_]{0,31}$/;

/** Whatever is not an answer of the server is a matter of the connection. */
function codeOf(thrown: Error): string {
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'no connection';
}

/** The code of the failure to load the client's package. */
export const NO_CLIENT = 'no client';
