import type { OpenApiCheck } from './openapi-check.js';

/** What the events of an answer are held against. */
export const checks = new WeakMap<Response, OpenApiCheck>();

/** One answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; throws when it is not. */
  json<T = Readonly<Record<string, unknown>>>(): T;
}

export interface CallOptions {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: NonNullable<RequestInit['body']>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Calls one server, as one caller. */
export class HttpClient {
  constructor(
    /** Where paths begin, such as `http://127.0.0.1:8787/api/v5`. */
    readonly base: string,
    readonly token?: string,
    /** What every answer is held against. */
    readonly check?: OpenApiCheck,
  ) {}

  as(token: string | undefined): HttpClient {
    return new HttpClient(this.base, token, this.check);
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const response = await this.ask(method, path, options);
    const text = await response.text();
    this.hold(method, path, response, text);
    return { status: response.status, headers: response.headers, text, json: <T>() => JSON.parse(text) as T };
  }

  /** The answer with its body still to be read. */
  async open(method: string, path: string, options: CallOptions = {}): Promise<Response> {
    const response = await this.ask(method, path, options);
    this.hold(method, path, response, null);
    if (this.check !== undefined) checks.set(response, this.check);
    return response;
  }

  private hold(method: string, path: string, { status, headers }: Response, text: string | null): void {
    const target = `${new URL(this.base).pathname}${path}`;
    const problem = this.check?.problemOf({ method, target, status, headers, text }) ?? null;
    if (problem !== null) throw new Error(`Not as the OpenAPI document says: ${problem}`);
  }

  private ask(method: string, path: string, { json, body, headers, signal }: CallOptions = {}): Promise<Response> {
    const sent = json === undefined ? body : JSON.stringify(json);
    return fetch(this.base + path, {
      method,
      headers: {
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent, duplex: 'half' }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('GET', path, { headers });
  }

  post(path: string, json?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('POST', path, { json, headers });
  }

  put(path: string, json: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('PUT', path, { json, headers });
  }

  delete(path: string): Promise<Answer> {
    return this.call('DELETE', path);
  }
}
