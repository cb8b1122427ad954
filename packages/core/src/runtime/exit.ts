/**
 * Why a process is over. `lost` says that its box died or was replaced before an exit was seen, so nothing is known of it.
 */
export type ExitReason = 'exited' | 'signalled' | 'timeout' | 'out-of-memory' | 'output-limit' | 'cancelled' | 'lost';

/** How a process ended: as the kernel reported it, or as the runtime confirmed it; never guessed from a closed stream. */
export interface Exit {
  /** 0 to 255 for a process that exited by itself, `null` for one that a signal ended or that was lost. */
  readonly code: number | null;
  /** `SIGKILL` and the like, `null` for a process that exited by itself or was lost. */
  readonly signal: string | null;
  readonly reason: ExitReason;
}
