import type { ProxyTrust } from './proxy-trust.js';

/** What is known of the connection that a request came on. */
export interface Peer {
  /** The other end of the connection; absent when it is gone already. */
  readonly address?: string | undefined;
  /** Whether the connection itself is TLS. */
  readonly secure: boolean;
  /** Whose word on the client is believed. */
  readonly trust: ProxyTrust;
}
