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
}

export type ResolvedPortProxyOptions = Required<PortProxyOptions>;

export const defaultPortProxyOptions: ResolvedPortProxyOptions = {
  answerTimeoutMs: 60_000,
  maxHeaderBytes: 64 * KIB,
  sharedOrigin: true,
};
