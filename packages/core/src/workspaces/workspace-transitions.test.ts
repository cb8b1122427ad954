import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextState, WORKSPACE_EDGES, type WorkspaceTrigger } from './workspace-transitions.js';
import type { WorkspaceState } from './workspace.js';

const STATES = Object.keys(WORKSPACE_EDGES) as (WorkspaceState | 'none')[];
const TRIGGERS: WorkspaceTrigger[] = ['request', 'queue', 'started', 'stop', 'removed', 'fail'];

describe('nextState', () => {
  it.each(STATES)('stop is legal in %s, and leads away from running', (state) => {
    const next = nextState(state, 'stop');

    expect(['none', 'stopping', 'stopped']).toContain(next._unsafeUnwrap());
  });

  it('names the state and the trigger of what is not legal', () => {
    expect(nextState('ready', 'request')._unsafeUnwrapErr()).toEqual({ from: 'ready', trigger: 'request' });
  });

  it('comes to ready only from creating, and to stopped only when nothing is left or nothing ever was', () => {
    const edges = STATES.flatMap((from) =>
      TRIGGERS.flatMap((trigger) =>
        nextState(from, trigger)
          .map((to) => [[from, trigger, to]])
          .unwrapOr([]),
      ),
    );

    expect(edges.filter(([, , to]) => to === 'ready')).toEqual([['creating', 'started', 'ready']]);
    expect(edges.filter(([, , to]) => to === 'stopped').map(([from]) => from)).toEqual(
      expect.arrayContaining(['stopping', 'stopped', 'failed', 'queued']),
    );
  });

  it('never leaves the closed set of states, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TRIGGERS)), (triggers) => {
        let state: WorkspaceState | 'none' = 'none';
        for (const trigger of triggers) state = nextState(state, trigger).unwrapOr(state);
        expect(STATES).toContain(state);
      }),
    );
  });
});
