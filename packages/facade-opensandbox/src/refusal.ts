import { jsonReply, type ApiError, type HttpReply, type Problem, type Reply } from '@carrel/server-express';

/** An error as clients of OpenSandbox take it. */
export interface Refusal {
  /** Words in capitals, such as `SANDBOX_NOT_FOUND`. */
  readonly code: string;
  readonly message: string;
}

/** Errors that the specification has a word for; every other one has its type in capitals. */
const CODES: Readonly<Partial<Record<ApiError['type'], string>>> = {
  'auth/token-missing': 'MISSING_API_KEY',
  'auth/token-invalid': 'INVALID_API_KEY',
  'command/not-found': 'COMMAND_NOT_FOUND',
  'file/not-found': 'FILE_NOT_FOUND',
  'request/invalid': 'INVALID_REQUEST_BODY',
  'request/malformed': 'INVALID_REQUEST_BODY',
  'session/not-found': 'SANDBOX_NOT_FOUND',
};

/** The error that a problem tells of. */
export function toRefusal({ type, detail }: Problem): Refusal {
  const code = CODES[type as ApiError['type']] ?? type.toUpperCase().replace(/[^A-Z]+/g, '_');
  if (type === 'session/not-found') return { code, message: 'There is no such sandbox.' };
  return { code, message: detail };
}

/** The same answer with its problem in the form of OpenSandbox. */
export function refusedReply({ status, headers }: HttpReply, problem: Problem): HttpReply {
  const text = JSON.stringify(toRefusal(problem));
  const length = String(Buffer.byteLength(text));
  return {
    status,
    headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': length },
    body: { kind: 'text', text },
  };
}

/** An answer of a route that refuses by itself. */
export function refusal(status: number, code: string, message: string): Reply {
  return jsonReply(status, { code, message } satisfies Refusal);
}

/** Of what no Carrel has. */
export function notServed(what: string): Reply {
  return refusal(501, 'NOT_SUPPORTED', `This server does not serve ${what}.`);
}
