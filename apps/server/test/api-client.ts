export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json<T = Readonly<Record<string, unknown>>>(): T;
}

/** Calls one server, as one caller. */
export class ApiClient {
  constructor(
    readonly base: string,
    readonly token?: string,
    private readonly maxMs?: number,
  ) {}

  as(token: string): ApiClient {
    return new ApiClient(this.base, token);
  }

  /** The same, giving each request up after `maxMs`. */
  within(maxMs: number): ApiClient {
    return new ApiClient(this.base, this.token, maxMs);
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await this.open(method, path, body, headers);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: <T>() => JSON.parse(text) as T };
  }

  /** A text is sent as it is, anything else as JSON. The body of the answer is still to be read. */
  open(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const raw = typeof body === 'string';
    return fetch(this.base + path, {
      method,
      headers: {
        ...headers,
        ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
        ...(raw || body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(this.maxMs === undefined ? {} : { signal: AbortSignal.timeout(this.maxMs) }),
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.call('POST', path, body);
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.call('PUT', path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.call('DELETE', path);
  }

  /** The same server as somebody who has just registered, with a tenant of their own. */
  async register(email: string): Promise<ApiClient> {
    return this.signIn('register', email);
  }

  async logIn(email: string): Promise<ApiClient> {
    return this.signIn('login', email);
  }

  /** A new session's id. */
  async session(languages: readonly string[] = ['python']): Promise<string> {
    return (await this.post('/sessions', { kind: 'solo', languages })).json<{ readonly id: string }>().id;
  }

  private async signIn(how: 'register' | 'login', email: string): Promise<ApiClient> {
    const answer = await this.post(`/auth/${how}`, { email, password: 'correct horse battery' });
    return this.as(answer.json<{ readonly tokens: { readonly accessToken: string } }>().tokens.accessToken);
  }
}
