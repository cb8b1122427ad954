const KIB = 1024;

/** How requests are passed on to programs in workspaces. */
export interface PortProxyOptions {
  /**
   * How long a program may take to begin its answer, once it takes no more of the request's body, in milliseconds: then it is
   * `port/timed-out`. @default 60,000
   */
  readonly answerTimeoutMs?: number;
  /** The most of the headers of a program's answer, in bytes. @default 64 KiB */
  readonly maxHeaderBytes?: number;
  /**
   * Whether browsers find anything beside ports of workspaces at the origin of the server, be it the interface itself. Pages of
   * programs are sandboxed then, and their cookies kept apart. @default true
   */
  readonly sharedOrigin?: boolean;
  /**
   * What host names of ports end with, in lower case, such as `ports.example.com`: `3000-….ports.example.com` is port 3000 of a session.
   * Nothing else is served beneath it. @default '' for none
   */
  readonly domain?: string;
  /** How long a browser that came in by a link is let in, in milliseconds; at most its login. @default 43,200,000 (12 hours) */
  readonly passTtlMs?: number;
  /** Whether pages of other sites, those of `allowedOrigins`, frame those of ports: `none`, which needs TLS. @default 'lax' */
  readonly sameSite?: 'lax' | 'none';
  /** Whether a browser that goes to a page of a workspace that does not run starts it. @default true */
  readonly startOnRequest?: boolean;
  /** How long a page waits for a workspace before it loads itself again, and for a port before it gives up. @default 60,000 */
  readonly waitMs?: number;
}

export type ResolvedPortProxyOptions = Required<PortProxyOptions>;

export const defaultPortProxyOptions: ResolvedPortProxyOptions = {
  answerTimeoutMs: 60_000,
  maxHeaderBytes: 64 * KIB,
  sharedOrigin: true,
  domain: '',
  passTtlMs: 43_200_000,
  sameSite: 'lax',
  startOnRequest: true,
  waitMs: 60_000,
};
