import type { OpenLimits } from './open-count.js';
import { defaultRateLimitOptions, type RateLimitOptions, type ResolvedRateLimitOptions } from './rate-gate.js';
import {
  defaultPortProxyOptions,
  type PortProxyOptions,
  type ResolvedPortProxyOptions,
} from '../ports/port-options.js';
import type { AccessLog } from './request-observer.js';
import { defaultSocketOptions, type ResolvedSocketOptions, type SocketOptions } from '../sockets/socket-options.js';

import { proxyTrust, type ProxyTrust } from './proxy-trust.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** The most bytes that a body of each kind may have. */
export interface BodyLimits {
  /** JSON, apart from what is named below. @default 1 MiB */
  readonly json: number;
  /** The JSON of `run`, which holds files, and of a command, which holds its input. @default 16 MiB */
  readonly run: number;
  /** The JSON that synchronises a document, which holds edits. @default 16 MiB */
  readonly document: number;
  /** The JSON of a query about code, which holds texts that are not saved. @default 16 MiB */
  readonly code: number;
  /** One write to a command's input. @default 8 MiB */
  readonly stdin: number;
  /** One file. @default 256 MiB */
  readonly file: number;
  /** One archive. @default 1 GiB */
  readonly archive: number;
}

/** How the interface answers. Durations in milliseconds, sizes in bytes. */
export interface HttpOptions {
  /** What the paths begin with, without a slash at its end; `''` for none. @default '/api/v5' */
  readonly basePath?: string;
  /** Whether health and keys are also served outside the base path, where probes look for them. @default true */
  readonly rootRoutes?: boolean;
  readonly bodyLimits?: Partial<BodyLimits>;
  /** The most of a path with its query. @default 8 KiB */
  readonly maxTargetBytes?: number;
  /** How long an answer may take, its JSON body included, before it is `request/timed-out`. @default 60,000 */
  readonly requestTimeoutMs?: number;
  /**
   * The same for requests that wait for work in a workspace, which has times of its own: commands, runs, starts, uploads.
   * @default 3,600,000
   */
  readonly workTimeoutMs?: number;
  /** How often the token of an open event stream is looked at again; the stream ends once it is no good. @default 5,000 */
  readonly streamRecheckMs?: number;
  /** Origins whose pages may call, such as `https://app.example`; `*` for all. @default none */
  readonly allowedOrigins?: readonly string[];
  /** The most levels of arrays and objects in a JSON body. @default 100 */
  readonly maxJsonDepth?: number;
  /** How many streams of events may be open at once. */
  readonly eventStreams?: Partial<OpenLimits>;
  /** At which level each request has its line in the log when it was answered; `off` for none. @default 'info' */
  readonly accessLog?: AccessLog;
  /**
   * Addresses and networks of the proxies before the server, such as `10.0.0.0/8`: their `X-Forwarded-For`, `X-Forwarded-Proto` and
   * `X-Forwarded-Host` are believed, and nobody else's. @default none
   */
  readonly trustedProxies?: readonly string[];
  /** How long browsers are told to come by TLS only, in answers that go by TLS; 0 says nothing. @default 0 */
  readonly strictTransportMs?: number;
  /** How much a user, and an address, may call. */
  readonly rateLimit?: RateLimitOptions;
  /** Bounds of WebSockets. */
  readonly sockets?: SocketOptions;
  /** How requests are passed on to programs in workspaces. */
  readonly ports?: PortProxyOptions;
}

export interface ResolvedHttpOptions extends Required<HttpOptions> {
  readonly bodyLimits: BodyLimits;
  readonly eventStreams: OpenLimits;
  /** What `trustedProxies` come to. */
  readonly proxies: ProxyTrust;
  readonly rateLimit: ResolvedRateLimitOptions;
  readonly sockets: ResolvedSocketOptions;
  readonly ports: ResolvedPortProxyOptions;
}

/** What can change while the server runs. */
export type ChangeableHttpOptions = Pick<
  HttpOptions,
  'allowedOrigins' | 'bodyLimits' | 'maxTargetBytes' | 'rateLimit' | 'strictTransportMs' | 'trustedProxies'
>;

export const defaultBodyLimits: BodyLimits = {
  json: MIB,
  run: 16 * MIB,
  document: 16 * MIB,
  code: 16 * MIB,
  stdin: 8 * MIB,
  file: 256 * MIB,
  archive: 1024 * MIB,
};

/** 200 for a user, 2,000 for a tenant. */
export const defaultEventStreamLimits: OpenLimits = { maxPerUser: 200, maxPerTenant: 2_000 };

export function resolveHttpOptions(options: HttpOptions = {}): ResolvedHttpOptions {
  return Object.freeze({
    basePath: '/api/v5',
    rootRoutes: true,
    maxTargetBytes: 8 * KIB,
    requestTimeoutMs: 60_000,
    workTimeoutMs: 3_600_000,
    streamRecheckMs: 5_000,
    allowedOrigins: [],
    maxJsonDepth: 100,
    accessLog: 'info',
    trustedProxies: [],
    strictTransportMs: 0,
    ...options,
    proxies: proxyTrust(options.trustedProxies ?? []),
    bodyLimits: Object.freeze({ ...defaultBodyLimits, ...options.bodyLimits }),
    eventStreams: Object.freeze({ ...defaultEventStreamLimits, ...options.eventStreams }),
    rateLimit: Object.freeze({ ...defaultRateLimitOptions, ...options.rateLimit }),
    sockets: Object.freeze({ ...defaultSocketOptions, ...options.sockets }),
    ports: Object.freeze({ ...defaultPortProxyOptions, ...options.ports }),
  });
}
