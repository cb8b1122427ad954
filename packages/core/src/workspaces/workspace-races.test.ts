import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { memoryRuntime, memoryStore } from '../memory/index.js';

/** Two replicas over the same store and the same boxes, and a session whose workspace is ready. */
async function replicas() {
  const store = memoryStore();
  const runtime = memoryRuntime();
  const one = await memoryCarrel({ store, runtime });
  const other = await memoryCarrel({ store, runtime: memoryRuntime({ durableState: runtime.durableState }) });
  const caller = await newCaller(one);
  const { id } = expectOk(await one.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  expectOk(await one.workspaces.start(caller, id));
  return { one, other, runtime, caller, id };
}

describe('a start that waits for an end', () => {
  it('does not hold up another one who ends the same workspace', async () => {
    const { one, other, runtime, caller, id } = await replicas();
    const held = runtime.holdNext('remove');
    const slow = one.workspaces.stop(caller, id);
    await held.reached;
    // It finds the workspace on its way down, and waits.
    const start = other.workspaces.start(caller, id);
    expect(expectOk(await other.workspaces.start(caller, id, { waitMs: 200 })).state).toBe('stopping');

    const ended = expectOk(await other.workspaces.stop(caller, id));

    expect(ended.state).toBe('stopped');
    held.release();
    expectOk(await slow);
    // It was the last word.
    expectErr(await start, 'workspace/not-running');
    expect(expectOk(await other.workspaces.start(caller, id))).toMatchObject({ state: 'ready', incarnation: 2 });
  });
});
