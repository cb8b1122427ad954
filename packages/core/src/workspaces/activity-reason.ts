/**
 * Why a workspace is kept alive. Each is a lease in the store while it lasts:
 *
 * - `command`: a command runs, waited for or in the background.
 * - `file-write`: a file is being written, moved or removed, or an archive unpacked.
 * - `file-watch`: somebody watches files; without an event it counts up to `workspaces.idleSocketMaxMs`.
 * - `terminal`: somebody is attached to a terminal; without input or output it counts up to `workspaces.idleSocketMaxMs`.
 * - `proxy`: traffic to a port; a connection without any counts up to `workspaces.idleSocketMaxMs`.
 * - `task`: an agent works on a task.
 * - `keep-alive`: a user asked for it.
 */
export type ActivityReason = (typeof ACTIVITY_REASONS)[number];

export const ACTIVITY_REASONS = [
  'command',
  'file-write',
  'file-watch',
  'terminal',
  'proxy',
  'task',
  'keep-alive',
] as const;

/** Whether what is open but silent counts for a limited time alone. */
export function isSocketReason(reason: ActivityReason): boolean {
  return reason === 'file-watch' || reason === 'proxy' || reason === 'terminal';
}
