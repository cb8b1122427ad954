import { backOff, mayPass } from './back-off.js';
import { CallScope, pause } from './call-scope.js';
import type { CallOptions, ResolvedClientOptions } from './client-options.js';
import { failureOf, protocolFault, unreachable, type ClientError } from './errors.js';
import { readBytes } from './read-bytes.js';
import { err, ok, ResultAsync, type Outcome, type Result } from './result.js';
import type { TokenKeeper } from './token-keeper.js';

export type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface RequestSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Beneath the base URL, its parameters encoded; see `path`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly bytes?: Uint8Array<ArrayBuffer> | Blob;
  /** `none` sends no token. @default 'bearer' */
  readonly auth?: 'bearer' | 'none';
  /** Whether doing it twice is as good as once. @default for every method but POST, and for what has an `Idempotency-Key` */
  readonly idempotent?: boolean;
  /** Whether it waits for work in a workspace. @default false */
  readonly isWork?: boolean;
}

/** One answer of success, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface OpenAnswer {
  readonly response: Response;
  close(): void;
}

/** Sends calls: with a good token, again where that is safe, and no longer than their callers wait. */
export class Http {
  constructor(
    readonly options: ResolvedClientOptions,
    readonly tokens: TokenKeeper,
  ) {}

  /** The JSON that is answered. */
  json<T>(spec: RequestSpec, call: CallOptions = {}): Outcome<T> {
    return this.answer(spec, call).andThen(parsed<T>);
  }

  /** Done when ok, whatever is answered. */
  done(spec: RequestSpec, call: CallOptions = {}): Outcome<void> {
    return this.answer(spec, call).map(() => undefined);
  }

  /** The answer as a whole. */
  answer(spec: RequestSpec, call: CallOptions = {}): Outcome<Answer> {
    const { maxAnswerBytes } = this.options;
    return this.send(spec, call, async (response, scope) => {
      scope.signal.throwIfAborted();
      const bytes = await readBytes(response, maxAnswerBytes);
      if (bytes === null) return err(protocolFault(`The answer has more than ${String(maxAnswerBytes)} bytes.`));
      scope.close();
      return ok({ status: response.status, headers: response.headers, bytes });
    });
  }

  /** The answer with its body still to be read: no time bounds that, and the caller's signal ends it. To be closed. */
  open(spec: RequestSpec, call: CallOptions = {}): Outcome<OpenAnswer> {
    return this.send(spec, call, (response, scope) => {
      scope.untime();
      return Promise.resolve(ok({ response, close: () => scope.close() }));
    });
  }

  private send<T>(spec: RequestSpec, call: CallOptions, take: Take<T>): Outcome<T> {
    const { requestTimeoutMs, workTimeoutMs } = this.options;
    const timeoutMs = call.requestTimeoutMs ?? (spec.isWork === true ? workTimeoutMs : requestTimeoutMs);
    return new ResultAsync(this.attempts(spec, new CallScope(timeoutMs, call.signal), take));
  }

  private async attempts<T>(spec: RequestSpec, scope: CallScope, take: Take<T>): Promise<Result<T, ClientError>> {
    const { retry } = this.options;
    let mayBeDone = false;
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.once(spec, scope, take);
      if (result.isOk()) return result;
      const { error } = result;
      // What was asked to go may have gone with an earlier try, whose answer was lost.
      if (mayBeDone && spec.method === 'DELETE' && error.status === 404) return this.gone(scope, take);
      mayBeDone ||= error.type === 'client/unreachable';
      const waitMs = backOff(attempt, retry, error);
      const isLast = attempt >= retry.maxAttempts || !isIdempotent(spec) || !mayPass(error);
      if (isLast || Date.now() + waitMs >= scope.endsAt) {
        scope.close();
        return result;
      }
      await pause(waitMs, scope.signal);
    }
  }

  private async gone<T>(scope: CallScope, take: Take<T>): Promise<Result<T, ClientError>> {
    return take(new Response(null, { status: 204 }), scope);
  }

  /** Sends it with a token that is good; a second time where the server does not think so. */
  private async once<T>(spec: RequestSpec, scope: CallScope, take: Take<T>): Promise<Result<T, ClientError>> {
    if (scope.error !== null) return err(scope.error);
    if (spec.auth === 'none') return this.exchange(spec, null, scope, take);
    const token = await this.tokens.access(scope.signal);
    if (token.isErr()) return err(scope.error ?? token.error);
    const first = await this.exchange(spec, token.value, scope, take);
    if (first.isOk() || first.error.status !== 401 || token.value === null || scope.error !== null) return first;
    const other = await this.tokens.instead(token.value, scope.signal);
    if (other === null) return first;
    if (other.isErr()) return err(scope.error ?? other.error);
    return this.exchange(spec, other.value, scope, take);
  }

  private async exchange<T>(
    spec: RequestSpec,
    token: string | null,
    scope: CallScope,
    take: Take<T>,
  ): Promise<Result<T, ClientError>> {
    try {
      const response = await this.options.fetch(this.url(spec), {
        method: spec.method,
        headers: headersOf(spec, token),
        signal: scope.signal,
        // Tokens go in a header: no cookies of the origin go with them, and nothing is answered by what a browser kept.
        credentials: 'omit',
        cache: 'no-store',
        ...bodyOf(spec),
      });
      if (response.ok) return await take(response, scope);
      const bytes = await readBytes(response, this.options.maxAnswerBytes);
      return err(failureOf(response, new TextDecoder().decode(bytes ?? new Uint8Array())));
    } catch (cause) {
      return err(scope.error ?? unreachable({ cause }));
    }
  }

  private url({ path, query = {} }: RequestSpec): string {
    const pairs = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) continue;
      for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) pairs.append(name, String(one));
    }
    const text = pairs.toString();
    return this.options.baseUrl + path + (text === '' ? '' : `?${text}`);
  }
}

type Take<T> = (response: Response, scope: CallScope) => Promise<Result<T, ClientError>>;

/** A path of fixed text and encoded parameters. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((before, part, index) => before + encodeURIComponent(values[index - 1] ?? '') + part);
}

export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function parsed<T>({ bytes, status }: Answer): Result<T, ClientError> {
  try {
    return ok(JSON.parse(decodeText(bytes)) as T);
  } catch (cause) {
    return err(protocolFault('The answer is no JSON.', { status, cause }));
  }
}

function isIdempotent({ method, headers, idempotent }: RequestSpec): boolean {
  return idempotent ?? (method !== 'POST' || headers?.['Idempotency-Key'] !== undefined);
}

function headersOf({ headers = {}, json }: RequestSpec, token: string | null): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent[name] = value;
  if (json !== undefined) sent['Content-Type'] = 'application/json';
  if (token !== null) sent['Authorization'] = `Bearer ${token}`;
  return sent;
}

function bodyOf({ json, bytes }: RequestSpec): RequestInit {
  if (bytes !== undefined) return { body: bytes };
  return json === undefined ? {} : { body: JSON.stringify(json) };
}
