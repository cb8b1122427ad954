import type { Session } from '@carrel/core/sessions';
import type { WorkspaceView } from '@carrel/core/workspaces';
import type { SandboxFacts } from './sandbox-labels.js';

/** A session as clients of OpenSandbox see it. */
export interface Sandbox {
  readonly session: Session;
  readonly facts: SandboxFacts;
  readonly workspace: WorkspaceView;
}

export type SandboxState =
  'Pending' | 'Running' | 'Pausing' | 'Paused' | 'Resuming' | 'Stopping' | 'Terminated' | 'Failed';

/** What the sandbox does now. */
export function stateOf({ session, workspace }: Pick<Sandbox, 'session' | 'workspace'>): SandboxState {
  if (session.status === 'archived') return 'Terminated';
  const isWanted = session.desired === 'running';
  switch (workspace.state) {
    case 'none':
      return isWanted ? 'Pending' : 'Paused';
    case 'queued':
    case 'creating':
      return workspace.incarnation > 1 ? 'Resuming' : 'Pending';
    case 'ready':
      return 'Running';
    case 'stopping':
      return isWanted ? 'Stopping' : 'Pausing';
    case 'stopped':
      return 'Paused';
    case 'failed':
      return 'Failed';
    default:
      return workspace.state satisfies never;
  }
}

/** The sandbox as answers have it. */
export function toSandboxBody({ session, facts, workspace }: Sandbox): object {
  const { id, createdAt, expiresAt } = session;
  const { reason } = workspace;
  return {
    id,
    image: { uri: facts.image },
    entrypoint: facts.entrypoint,
    metadata: facts.metadata,
    status: { state: stateOf({ session, workspace }), ...(reason === undefined ? {} : { reason }) },
    createdAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
