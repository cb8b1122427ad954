import { err, ok, type Result, type SessionId } from '@carrel/core/kernel';
import { portNumber } from '@carrel/core/runtime';
import type { ApiError } from '../http/api-error.js';
import { sessionParam } from '../http/path-param.js';

/** A target beneath the ports of a session, as it was sent: nothing of it is decoded. */
export interface PortTarget {
  readonly session: string;
  readonly port: string;
  /** What stands before the program's own path, without a slash at its end. */
  readonly prefix: string;
  /** Path and query for the program; it begins with a slash. */
  readonly path: string;
}

const BENEATH = /^\/sessions\/([^/?]*)\/ports\/([^/?]*)(?=[/?]|$)/;

/** `null` for a target that is not about ports. */
export function portTarget(target: string, basePath: string): PortTarget | null {
  if (!target.startsWith(basePath)) return null;
  const found = BENEATH.exec(target.slice(basePath.length));
  if (found === null) return null;
  const [own, session = '', port = ''] = found;
  const prefix = basePath + own;
  const rest = target.slice(prefix.length);
  return { session, port, prefix, path: rest.startsWith('/') ? rest : `/${rest}` };
}

const DIGITS = /^[1-9]\d{0,4}$/;

/** Which port of which session: in plain digits and letters, since escapes could mean another one to somebody else. */
export function placeOf({
  session,
  port,
}: PortTarget): Result<{ readonly sessionId: SessionId; readonly port: number }, ApiError> {
  const known = sessionParam(session);
  if (known.isErr()) return err(known.error);
  return portNumber(DIGITS.test(port) ? Number(port) : 0).andThen((number) =>
    ok({ sessionId: known.value, port: number }),
  );
}
