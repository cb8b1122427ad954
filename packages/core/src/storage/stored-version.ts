import type { SessionId, TenantId } from '../kernel/index.js';
import type { ContentDigest } from './content-digest.js';

/** Whose files, and where they are kept. */
export interface StorageKey {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  /** The name of the provider. */
  readonly storage: string;
}

/** What made a version: a save while its workspace ran, its stop, a backup, a restore, or a write while none ran. */
export type VersionKind = 'autosave' | 'stop' | 'backup' | 'restore' | 'edit';

/** The files of a session at one instant. */
export interface StoredVersion {
  readonly id: string;
  readonly manifest: ContentDigest;
  readonly bytes: number;
  /** How many files, directories and links. */
  readonly files: number;
  /** How many files are older than the rest, or missing, because they kept changing or may not be read. */
  readonly skipped: number;
  readonly kind: VersionKind;
  /** RFC 3339 in UTC. */
  readonly createdAt: string;
}

/** A version that stays until it is too old, or one too many. */
export interface Backup extends StoredVersion {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly storage: string;
  readonly label?: string;
}

/** Who writes: a life of the workspace, or somebody while none runs who saw `incarnation` as the last one. */
export interface StorageWriter {
  readonly incarnation: number;
  readonly offline: boolean;
}

/** What is stored of a session now, and who may change it. */
export interface StoredHead extends StorageKey, StorageWriter {
  /** `null` before anything was stored. */
  readonly current: StoredVersion | null;
  /** Counts what took references away: a save that began before that begins anew. */
  readonly sweeps: number;
  /** Since when there may be contents of the session that nothing refers to; milliseconds since the Unix epoch. */
  readonly dirtyAt?: number;
  /** Until when a save under way must not be swept. */
  readonly savingUntil?: number;
  /** Its session is gone for good, and all of this goes as soon as nothing refers to it. */
  readonly forgotten?: true;
}

/** The head that a new one takes the place of. */
export type HeadState = Pick<StoredHead, 'current' | 'sweeps'>;
