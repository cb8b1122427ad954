import type { CommandId } from '../kernel/index.js';
import type { Exit } from '../runtime/index.js';

/** Why an installation may fail, or failed, that its own output does not say well. */
export interface InstallHint {
  /** The workspace has no network, so nothing can be fetched that is not in it. */
  readonly type: 'no-network';
  readonly message: string;
}

/**
 * What an installation began with of the packages that are stored for its tenant. `hit`: all that are stored for its lock file.
 * `partial`: those that it names of what is stored for other lock files. `miss`: none that it names is stored, or it has no lock file.
 * `own`: none was asked for, since the workspace has a cache already. `failed`: they could not be fetched; it went on without.
 */
export type InstallCache = 'hit' | 'partial' | 'miss' | 'own' | 'failed';

/** An installation that goes on by itself. It is a command like any other, and is followed and ended by its id. */
export interface StartedInstall {
  readonly commandId: CommandId;
  /** As detection names it, such as `npm`. */
  readonly manager: string;
  /** Relative to the workspace's root; empty for the root itself. */
  readonly directory: string;
  readonly argv: readonly string[];
  readonly hint?: InstallHint;
  /** Absent where nothing is stored for tenants, and for programs whose cache cannot be verified. */
  readonly cache?: InstallCache;
}

/** How an installation ended. A non-zero exit code is a value like any other. */
export interface InstallResult extends StartedInstall {
  /** `null` when a signal ended it or it was lost. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly reason: Exit['reason'];
  readonly durationMs: number;
  /** The end of what it wrote, both channels in the order they were read, decoded as UTF-8. */
  readonly output: string;
  /** Whether it wrote more than is here. The command has more of it for as long as it is kept. */
  readonly truncated: boolean;
}

export const noNetwork: InstallHint = {
  type: 'no-network',
  message: 'This workspace has no network: packages can only come from what is in it already.',
};
