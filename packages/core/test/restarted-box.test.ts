import { describe, expect, it } from 'vitest';
import { memoryRuntime } from '../src/memory/index.js';
import type { RuntimeEvent, RuntimeHandle } from '../src/runtime/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';

/** A runtime whose boxes somebody else starts again, and which may not tell that they died. */
function restartingRuntime({ tells }: { readonly tells: boolean }) {
  const runtime = memoryRuntime();
  const started: RuntimeHandle[] = [];
  const start = runtime.start.bind(runtime);
  const events = runtime.events.bind(runtime);
  runtime.start = (handle, options) => {
    started.push(handle);
    return start(handle, options);
  };
  runtime.events = async function* (signal): AsyncGenerator<RuntimeEvent, void, void> {
    if (tells) yield* events(signal);
  };
  const restartBehindItsBack = async () => {
    const [handle] = started.slice(-1);
    if (handle === undefined) throw new Error('No box was started.');
    runtime.killBox(handle);
    expectOk(await start(handle));
  };
  return { runtime, restartBehindItsBack };
}

describe.each([{ tells: true }, { tells: false }])('a box that somebody else started again, told: $tells', (option) => {
  it('is another life: what ran is lost, its handle is stale, and the next use gets a new incarnation', async () => {
    const { runtime, restartBehindItsBack } = restartingRuntime(option);
    await using carrel = await memoryCarrel({ runtime });
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    const first = expectOk(await carrel.workspaces.open(caller, id));
    const command = expectOk(await first.commands.start(['sleep', '600']));

    await restartBehindItsBack();

    expectErr(await first.files.list(''), 'workspace/replaced');
    expect(expectOk(await command.status())).toMatchObject({ state: 'exited', exit: { reason: 'lost' } });
    const second = expectOk(await carrel.workspaces.open(caller, id));
    expect(second.incarnation).toBe(first.incarnation + 1);
    expect(expectOk(await second.commands.run(['echo', 'anew'])).stdout).toBe('anew\n');
  });
});
