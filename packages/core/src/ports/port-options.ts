/** How many streams to ports of workspaces one control plane has open. */
export interface PortOptions {
  /** To one session. A box has 256 at most, in all control planes. @default 128 */
  readonly maxPerSession?: number;
  /** Of one user, in all sessions. @default 256 */
  readonly maxPerUser?: number;
}

export type ResolvedPortOptions = Required<PortOptions>;

export const defaultPortOptions: ResolvedPortOptions = { maxPerSession: 128, maxPerUser: 256 };
