import type { TokenStore } from './token-store.js';
import type { TokenSet } from './types.js';

/** How failed calls are tried again and lost connections come back. */
export interface RetryOptions {
  /** How often one call is sent at most. 1 tries nothing again. @default 5 */
  readonly maxAttempts?: number;
  /** The first pause; each is up to twice the one before, and a random part of it. In milliseconds. @default 250 */
  readonly minDelayMs?: number;
  /** The longest pause that nobody asked for by `Retry-After`. @default 10,000 */
  readonly maxDelayMs?: number;
  /** For how long something that is followed is tried to be reached again before it fails. @default 300,000 */
  readonly reconnectForMs?: number;
}

/** The part of a WebSocket's constructor that is used; that of browsers, of Node 22 and of the package `ws` fit. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

export interface CarrelClientOptions {
  /** Where the interface begins, such as `https://carrel.example/api/v5`. */
  readonly baseUrl: string;
  /** Of an earlier login, or the key of an agent as its `accessToken`. */
  readonly tokens?: TokenSet;
  /** Told of new tokens after a login or a refresh, and with `null` when there are none any more. For keeping them. */
  readonly onTokens?: (tokens: TokenSet | null) => void;
  /**
   * Where the tokens are kept, for clients that share one login: before one refreshes it looks for those of another, and none refresh
   * at once. `tokens` is not looked at beside it. @default this client alone has them
   */
  readonly tokenStore?: TokenStore;
  /** @default the global one */
  readonly fetch?: typeof fetch;
  /** For terminals. @default the global one, which Node has from 22 on; before, give that of the package `ws` */
  readonly WebSocket?: WebSocketConstructor;
  readonly retry?: RetryOptions;
  /** How long a call may take, its retries included. In milliseconds. @default 60,000 */
  readonly requestTimeoutMs?: number;
  /** The same for calls that wait for work in a workspace: commands, runs, starts, uploads. @default 3,600,000 */
  readonly workTimeoutMs?: number;
  /** The most of one answer that is read into memory. In bytes. @default 256 MiB */
  readonly maxAnswerBytes?: number;
  /** The most of one event of an event stream. In bytes. @default 16 MiB */
  readonly maxEventBytes?: number;
  /** How long a connection may be silent before it counts as lost; the server says something every 15 s. @default 45,000 */
  readonly silenceMs?: number;
  /** How much unread output of a terminal is held before its connection is given up until it is read. @default 4 MiB */
  readonly maxUnreadBytes?: number;
  /** How much input may wait for a terminal. @default 1 MiB */
  readonly maxInputBytes?: number;
}

export interface ResolvedClientOptions extends Required<
  Omit<CarrelClientOptions, 'tokens' | 'onTokens' | 'tokenStore' | 'WebSocket' | 'retry'>
> {
  readonly WebSocket: WebSocketConstructor | undefined;
  readonly retry: Required<RetryOptions>;
}

/** How one call is made. */
export interface CallOptions {
  /** Gives the call up with `client/aborted`. It is not tried again. */
  readonly signal?: AbortSignal | undefined;
  /** How long it may take, retries included. In milliseconds. @default the client's */
  readonly requestTimeoutMs?: number | undefined;
}

const MIB = 1_048_576;

export function resolveClientOptions(options: CarrelClientOptions): ResolvedClientOptions {
  const global = globalThis as { readonly WebSocket?: WebSocketConstructor };
  return {
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    // The global one may be replaced later, and wants to be called as what it is.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    WebSocket: options.WebSocket ?? global.WebSocket,
    retry: { maxAttempts: 5, minDelayMs: 250, maxDelayMs: 10_000, reconnectForMs: 300_000, ...options.retry },
    requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
    workTimeoutMs: options.workTimeoutMs ?? 3_600_000,
    maxAnswerBytes: options.maxAnswerBytes ?? 256 * MIB,
    maxEventBytes: options.maxEventBytes ?? 16 * MIB,
    silenceMs: options.silenceMs ?? 45_000,
    maxUnreadBytes: options.maxUnreadBytes ?? 4 * MIB,
    maxInputBytes: options.maxInputBytes ?? MIB,
  };
}
