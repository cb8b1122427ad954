import type { Lease } from '../leases/index.js';
import type { Session } from '../sessions/index.js';
import { firstActivity, nextStepOf, type Activity, type NextStep } from './activity.js';
import type { Workspace, WorkspaceReason, WorkspaceView } from './workspace.js';

/**
 * Why a workspace is as it is: `held` by leases; `used` lately, and held by nothing; `unlimited` when it may be idle forever;
 * `starting`; `ending`, though it runs still; `never-started`; or the reason for which it ended or is ending.
 */
export type WorkspaceCause = 'held' | 'used' | 'unlimited' | 'starting' | 'ending' | 'never-started' | WorkspaceReason;

export interface WorkspaceExplanation {
  readonly workspace: WorkspaceView;
  /** What keeps it alive now; the reason of each is an `ActivityReason`. Empty where nothing runs. */
  readonly leases: readonly Lease[];
  readonly cause: WorkspaceCause;
  /** The same for a person. */
  readonly because: string;
  /** What is done next with a running one, and when, unless something happens before; `null` when nothing. */
  readonly next: NextStep | null;
}

export interface ExplainedFacts {
  readonly session: Session;
  readonly workspace: Workspace | null;
  readonly view: WorkspaceView;
  readonly activity: Activity | null;
  readonly leases: readonly Lease[];
}

export function toExplanation(facts: ExplainedFacts): WorkspaceExplanation {
  const { activity, leases, view, workspace } = facts;
  const isReady = workspace?.state === 'ready';
  const use = isReady && activity?.intentToken === workspace.intentToken ? activity : null;
  const next = isReady ? nextStepOf(use ?? firstActivity(workspace)) : null;
  const cause = causeOf(facts);
  return { workspace: view, leases: isReady ? leases : [], cause, because: sentence(cause, facts), next };
}

function causeOf({ leases, session, view }: ExplainedFacts): WorkspaceCause {
  if (view.state === 'none') return 'never-started';
  if (view.state === 'queued' || view.state === 'creating') return 'starting';
  if (view.state !== 'ready') return view.reason ?? 'requested';
  if (session.desired !== 'running') return 'ending';
  if (leases.length > 0) return 'held';
  return view.idleAt === undefined ? 'unlimited' : 'used';
}

function sentence(cause: WorkspaceCause, { leases, view }: ExplainedFacts): string {
  if (cause === 'never-started') return 'It was never started.';
  if (view.state === 'queued') {
    const place = view.queuePosition === undefined ? '' : `, as number ${view.queuePosition}`;
    return `It waits for room${place}.`;
  }
  if (cause === 'starting') return `It is ${view.state}, because it was started.`;
  if (cause === 'ending') return `It is ${view.state}, and is ending.`;
  if (cause === 'held') return `It is kept alive by: ${[...new Set(leases.map(({ reason }) => reason))].join(', ')}.`;
  if (cause === 'used') return `Nothing holds it; it was started or used, and is idle at ${view.idleAt ?? ''}.`;
  if (cause === 'unlimited')
    return `It is ${view.state}, because it was started, and may be idle for as long as it likes.`;
  return `It is ${view.state}: ${cause}.`;
}
