import {
  createCarrelClient,
  unwrap,
  type CarrelClient,
  type CarrelClientOptions,
  type Outcome,
} from '../../src/index.js';

/** Where the servers are, and what only Node can give; the same for Node and for a page. */
export interface Places {
  /** Such as `http://127.0.0.1:40123`: a server with the local runtime, and the hand of the tests beside it. */
  readonly main: string;
  /** The same through a network that can be cut. */
  readonly proxied: string;
  /** A server whose access tokens last for two seconds. */
  readonly brief: string;
  /** A server that lets every user do little. */
  readonly limited: string;
  /** That of `main` with tight bounds of its sockets, through a network of its own; another one takes its place on `restart`. */
  readonly strict: string;
  /** A server whose sockets close as they are told; see `closing-server.ts`. */
  readonly closing: string;
  /** @default the global one */
  readonly WebSocket?: NonNullable<CarrelClientOptions['WebSocket']>;
}

/** The servers that somebody can be at. */
export type Place = 'main' | 'proxied' | 'brief' | 'limited' | 'strict';

/** One thing that holds in Node and in browsers. It throws when it does not. */
export interface Check {
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}

export class World {
  private readonly users: CarrelClient[] = [];

  constructor(readonly places: Places) {}

  client(options: Partial<CarrelClientOptions> = {}, place: Place = 'main') {
    const { WebSocket } = this.places;
    return createCarrelClient({
      baseUrl: `${this.places[place]}/api/v5`,
      ...(WebSocket === undefined ? {} : { WebSocket }),
      ...options,
    });
  }

  /** A client of somebody new. */
  async user(options: Partial<CarrelClientOptions> = {}, place: Place = 'main') {
    const client = this.client(options, place);
    await unwrap(client.identity.register(newLogin()));
    this.users.push(client);
    return client;
  }

  /** A workspace that runs, of somebody new. */
  async workspace(options: Partial<CarrelClientOptions> = {}, place: Place = 'main') {
    const client = await this.user(options, place);
    const session = await unwrap(client.sessions.create({ kind: 'solo', languages: ['bash'] }));
    return { client, session, workspace: await unwrap(client.workspaces.open(session.id)) };
  }

  /** Removes the sessions that were made, with what runs in them. */
  async end(): Promise<void> {
    await this.hand('life');
    await this.hand('mend');
    await this.hand('flow');
    for (const { sessions } of this.users) {
      const made = await sessions.list({ limit: 200 });
      for (const { id } of made.isOk() ? made.value.items : []) await unwrap(sessions.remove(id));
    }
  }

  /** Has Node do something: `cut` and `mend` the network, and so on; see `hand.ts`. */
  async hand<T = void>(name: string, input: object = {}): Promise<T> {
    const answer = await fetch(`${this.places.main}/hand/${name}`, { method: 'POST', body: JSON.stringify(input) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${name}: ${text}`);
    return JSON.parse(text) as T;
  }
}

export const newLogin = () => ({
  email: `user-${String(Math.random()).slice(2)}@example.com`,
  password: 'correct horse battery',
});

/** Keeps count of what is sent. */
export function counting(): { readonly fetch: typeof fetch; count(part: string): number } {
  const sent: string[] = [];
  return {
    fetch: (input, init) => {
      sent.push(`${init?.method ?? 'GET'} ${input instanceof Request ? input.url : input.toString()}`);
      return globalThis.fetch(input, init);
    },
    count: (part) => sent.filter((one) => one.includes(part)).length,
  };
}

export function same(actual: unknown, expected: unknown, what = 'value'): void {
  const [one, other] = [textual(actual), textual(expected)];
  if (one !== other) throw new Error(`${what}: ${one}, not ${other}`);
}

/** As JSON, whatever the order of its keys. */
function textual(value: unknown): string {
  const sorted = (_: string, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort())
      : one;
  return JSON.stringify(value, sorted) ?? 'undefined';
}

export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`It does not hold: ${what}`);
}

/** The type of what it fails with. */
export async function failure<T>(outcome: Outcome<T>): Promise<string> {
  const settled = await outcome;
  return settled.isErr() ? settled.error.type : 'ok';
}

/** Waits until it holds, asking often. */
export async function eventually(condition: () => boolean | Promise<boolean>, deadlineMs = 30_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${String(deadlineMs)} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** All that is said in one channel. */
export const textOf = (pieces: readonly Uint8Array[]) => {
  const decoder = new TextDecoder();
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode();
};
