import type { ResultAsync } from '../kernel/index.js';
import type { WorkspaceImage } from '../languages/index.js';
import type { BoxSnapshot, SnapshotOptions, TokenSnapshot } from './box-snapshot.js';
import type { BoxStats } from './box-stats.js';
import type { NetworkAccess } from './network-access.js';
import type { CallOptions } from './process.js';
import type { RuntimeError } from './runtime-errors.js';
import type { FilesOwner, SessionFiles } from './session-files.js';
import type { WorkspaceConnection } from './workspace-connection.js';

/** A box to make. Everything a runtime needs to know of a workspace; it keeps the identity where `list` finds it again. */
export interface WorkspaceSpec {
  /** Whose box it is: a runtime lists only the boxes of one installation. */
  readonly installationId: string;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly incarnation: number;
  /** Names this intent to create; the same token never makes a second box. 1 to 64 of `A-Z a-z 0-9 _ -`. */
  readonly intentToken: string;
  /** What the box boots from: an image, which a runtime without images ignores, or a snapshot. */
  readonly image?: string;
  /** The environment of every process in it. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: WorkspaceLimits;
  /**
   * What keeps the box apart from its machine: one of the capability `isolationClasses`; `runtime/unsupported` for any other.
   * @default the first of them, else what the runtime chooses
   */
  readonly isolationClass?: string;
  /**
   * What its programs may reach: one of the capability `networks`; `runtime/unsupported` for any other.
   * @default the runtime's own: `none` where it can, else the network of its machine
   */
  readonly network?: NetworkAccess;
  /**
   * Whose the files of the workspace are. Those of a `box` go with it; those of a `session` outlive it: the next box of the session
   * that wants them begins with all that was there when this one ended, whatever ended it, until `forgetSessionFiles`. Whoever makes
   * such boxes sees to it that one of a session runs at a time. `runtime/unsupported` for `session` without the capability
   * `sessionFiles`. @default 'box'
   */
  readonly files?: FilesOwner;
}

export interface WorkspaceLimits {
  readonly memoryBytes: number;
  /** Cores, such as 0.5 or 2. */
  readonly cpus: number;
  readonly pids: number;
  /**
   * What the files of the workspace may take together, in bytes; past it writes fail for want of room. `runtime/unsupported`
   * without the capability `limits.disk`. @default what the runtime's own storage has
   */
  readonly diskBytes?: number;
}

/** Names one box of one runtime. Plain JSON, so that it can be kept and used after a restart. */
export interface RuntimeHandle {
  /** The runtime's own name for the box. */
  readonly boxId: string;
  readonly installationId: string;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly incarnation: number;
  readonly intentToken: string;
}

export type BoxState = 'created' | 'running' | 'paused' | 'exited';

export interface BoxInfo {
  readonly handle: RuntimeHandle;
  readonly state: BoxState;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  /** Why it is not running, where the runtime knows. */
  readonly reason?: 'out-of-memory' | 'killed' | 'exited';
}

export interface RuntimeCapabilities {
  /** `pause` and `resume` work. When false, core answers `runtime/unsupported`. */
  readonly pause: boolean;
  /** Which of `WorkspaceLimits` the runtime enforces on the box as a whole. */
  readonly limits: {
    readonly memory: boolean;
    readonly cpu: boolean;
    readonly pids: boolean;
    readonly disk: boolean;
  };
  /** The files of a box are still there after its stop or death. When false, they are gone with what ran in it. */
  readonly keepsFiles: boolean;
  /** Boxes of one session can keep their files together. When false, core asks for none that do. */
  readonly sessionFiles: boolean;
  /** Processes of one box cannot see or touch those of another, nor the host. When false, core warns and the server refuses production. */
  readonly isolation: boolean;
  /** What a spec's `isolationClass` may be, the default first; empty where there is nothing to choose from. */
  readonly isolationClasses: readonly string[];
  /** The networks that the runtime enforces; empty where boxes share that of their machine. Core refuses at its start what is missing. */
  readonly networks: readonly NetworkAccess[];
  /** `snapshot`, `listSnapshots` and `removeSnapshot` work. When false, core answers `runtime/unsupported`. */
  readonly snapshot: boolean;
  /** Boxes boot from images, which `prepareImage` can fetch. When false, core passes none. */
  readonly images: boolean;
  /** `claim` works, so that boxes can be made ahead. When false, core makes none. */
  readonly claim: boolean;
  /** What runs in a box goes on when the control plane ends, and is found again. When false, core forgets boxes at start. */
  readonly survivesRestart: boolean;
}

export type RuntimeEvent = {
  readonly type: 'died' | 'out-of-memory';
  readonly handle: RuntimeHandle;
};

/**
 * Makes boxes and opens links to them; what happens inside a box is the connection's matter.
 *
 * A handle that names no box fails with `runtime/not-found`, except where a method says otherwise. Constructing a runtime does
 * no I/O. No type and no error text of a vendor leaves it.
 */
export interface WorkspaceRuntime {
  readonly name: string;
  /** What it can do by its options; after `open`, what is left of that on the backend that it found. */
  readonly capabilities: RuntimeCapabilities;
  /** Checks what the runtime needs; `runtime/unavailable` says what is missing. Idempotent. */
  open(): ResultAsync<void, RuntimeError>;
  /**
   * The image is there when ok, and a box may boot from its tag. It is made, or fetched, where it is missing; those who ask for the
   * same one at the same time share that, and it is ended early only when the last of them has given up. `runtime/unsupported`
   * without the capability `images`; `runtime/permission-denied` when a registry has it and does not give it.
   *
   * @param options.onProgress hears what is being done from now on, a line at a time; not called when there is nothing to do.
   */
  prepareImage(
    image: WorkspaceImage,
    options?: CallOptions & { readonly onProgress?: (line: string) => void },
  ): ResultAsync<void, RuntimeError>;
  /**
   * There is exactly one box for the intent when ok, made by this call or an earlier one. It does not run yet.
   * `runtime/unavailable` when its image is not there.
   */
  create(spec: WorkspaceSpec, options?: CallOptions): ResultAsync<RuntimeHandle, RuntimeError>;
  /** Runs and takes connections when ok; also ok when it did before. */
  start(handle: RuntimeHandle, options?: CallOptions): ResultAsync<void, RuntimeError>;
  /**
   * Nothing in the box runs any more when ok; its files are still there, with the capability `keepsFiles`. Also ok when it did
   * not run.
   * Processes get `graceMs` after SIGTERM.
   */
  stop(handle: RuntimeHandle, options?: CallOptions & { readonly graceMs?: number }): ResultAsync<void, RuntimeError>;
  /** The box, its processes and its files, unless they are its session's, are gone when ok. Legal in every state, and ok when there is no such box. */
  remove(handle: RuntimeHandle, options?: CallOptions): ResultAsync<void, RuntimeError>;
  inspect(handle: RuntimeHandle, options?: CallOptions): ResultAsync<BoxInfo, RuntimeError>;
  /** Every box of the installation, in any state, and no other's. */
  list(
    filter: { readonly installationId: string },
    options?: CallOptions,
  ): ResultAsync<readonly BoxInfo[], RuntimeError>;
  /**
   * What belongs to no box and no session of the installation is gone when ok: volumes, networks, directories and helpers that were left behind.
   * No box is touched, in whatever state, nor what another installation has, nor what is younger than `olderThanMs`, since a call
   * under way somewhere may be making it.
   *
   * @param filter.olderThanMs @default 60,000
   */
  sweep(
    filter: { readonly installationId: string; readonly olderThanMs?: number },
    options?: CallOptions,
  ): ResultAsync<void, RuntimeError>;
  /** A new link to a running box; `runtime/not-running` otherwise. Many may be open at once. */
  connect(handle: RuntimeHandle, options?: CallOptions): ResultAsync<WorkspaceConnection, RuntimeError>;
  /**
   * The running box is `tenantId`'s from now on when ok, as if it had been made for it: it may reach what another box of that
   * tenant with the same spec may, and shares a network with no other tenant's. Its handle, its links, its files and what runs in
   * it stay as they are. Also ok when it was that tenant's before.
   *
   * `runtime/not-running` when it does not run, and `runtime/permission-denied` when it was claimed for another tenant by this
   * runtime object: a box is claimed for one tenant in its life, and whoever has several runtime objects sees to that.
   * `runtime/unsupported` without the capability.
   */
  claim(handle: RuntimeHandle, tenantId: string, options?: CallOptions): ResultAsync<void, RuntimeError>;
  /** What the box uses now, whatever goes on in it; also of a paused one. `runtime/not-running` when it does not run. */
  stats(handle: RuntimeHandle, options?: CallOptions): ResultAsync<BoxStats, RuntimeError>;
  /** Ends with `signal`. A hint alone: a missed event is found by `list`. */
  events(signal: AbortSignal): AsyncIterable<RuntimeEvent>;
  /** Freezes or thaws everything in the box. `runtime/unsupported` without the capability. */
  pause(handle: RuntimeHandle, options?: CallOptions): ResultAsync<void, RuntimeError>;
  resume(handle: RuntimeHandle, options?: CallOptions): ResultAsync<void, RuntimeError>;
  /**
   * Something that boxes boot from with exactly the files that this one's workspace has at one moment: names, content, modes,
   * links and empty directories; pipes and sockets are left out. A box that runs stands still for that moment and goes on
   * with all its processes, whatever comes of it; of one that is paused or does not run it is as good. Limits and environment
   * are those of the new box's own spec. `runtime/unsupported` without the capability.
   *
   * @param options.token `listSnapshots` finds it by that, also when this call never answered.
   */
  snapshot(handle: RuntimeHandle, options?: SnapshotOptions): ResultAsync<BoxSnapshot, RuntimeError>;
  /**
   * Every snapshot of boxes of the installation that was taken with a token and is not removed, and no other. One that is being
   * taken may be there later. `runtime/unsupported` without the capability.
   */
  listSnapshots(
    filter: { readonly installationId: string },
    options?: CallOptions,
  ): ResultAsync<readonly TokenSnapshot[], RuntimeError>;
  /**
   * No box boots from it any more when ok: `create` is `runtime/unavailable`. Those that did go on. Also ok when there is no
   * such snapshot; an image that is none stays. `runtime/unsupported` without the capability.
   */
  removeSnapshot(image: string, options?: CallOptions): ResultAsync<void, RuntimeError>;
  /**
   * Every session of the installation whose boxes kept files that were not forgotten, and no other: from before the first of those
   * boxes is there. `runtime/unsupported` without the capability `sessionFiles`.
   */
  listSessionFiles(
    filter: { readonly installationId: string },
    options?: CallOptions,
  ): ResultAsync<readonly SessionFiles[], RuntimeError>;
  /**
   * What the boxes of the session kept together is gone for good when ok: one that is made later begins with nothing. Also ok when
   * there is nothing. `runtime/unavailable` while a box is there that keeps its files so; nothing is gone then. It is for a session
   * that is over: with a box that is made at the same time it may be either.
   * `runtime/unsupported` without the capability `sessionFiles`.
   */
  forgetSessionFiles(session: SessionFiles, options?: CallOptions): ResultAsync<void, RuntimeError>;
  /** Closes what this runtime object holds open. Boxes go on. Idempotent; never throws. */
  dispose(): Promise<void>;
}
