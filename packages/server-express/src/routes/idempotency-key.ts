import { err, invalidInput, ok, type InvalidInput, type Result } from '@carrel/core/kernel';
import { header, type RequestHeaders } from '../http/http-request.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** The name that the caller gave to the request, where it did. */
export function idempotencyKey(headers: RequestHeaders): Result<string | undefined, InvalidInput> {
  const key = header(headers, 'idempotency-key');
  if (key === undefined || IDEMPOTENCY_KEY.test(key)) return ok(key);
  return err(invalidInput([{ path: 'Idempotency-Key', message: 'expected 1 to 255 visible ASCII characters' }]));
}
