import type { Session } from '../sessions/index.js';

/** Who the clone of a session's source is, at the place that it comes from. */
export interface SourceCredentials {
  /** Without line breaks. */
  readonly username: string;
  /** A password, or a token in its place. Without line breaks. */
  readonly password: string;
}

/** How the source of a session comes into its workspace. */
export interface SourceOptions {
  /** Whether it is cloned at all. A host that fills workspaces itself says no. @default true */
  readonly clone?: boolean;
  /** How many commits of its history are fetched; 0 for all. @default 50 */
  readonly depth?: number;
  /** How long it may take, beside the time of the start. @default 300,000 */
  readonly timeoutMs?: number;
  /** The most bytes of the files, and of what is fetched of the history. @default 1 GiB */
  readonly maxBytes?: number;
  /** The most files. @default 100,000 */
  readonly maxFiles?: number;
  /**
   * Who to be for the source of this session; `null` for nobody. Asked each time it is cloned, so that tokens may be short-lived. They are
   * given to git on a pipe, for its host alone, and kept nowhere. One that throws or rejects fails the start with `auth-refused`.
   *
   * @default nobody
   */
  readonly credentials?: (session: Session) => SourceCredentials | null | Promise<SourceCredentials | null>;
}

export type ResolvedSourceOptions = Required<SourceOptions>;

export const defaultSourceOptions: ResolvedSourceOptions = {
  clone: true,
  depth: 50,
  timeoutMs: 300_000,
  maxBytes: 1024 ** 3,
  maxFiles: 100_000,
  credentials: () => null,
};
