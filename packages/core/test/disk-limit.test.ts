import { describe, expect, it } from 'vitest';
import { memoryRuntime } from '../src/memory/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';

describe('workspaces.diskBytes', () => {
  it('bounds the files of every workspace', async () => {
    await using carrel = await memoryCarrel({ workspaces: { diskBytes: 1_000 } });
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    const workspace = expectOk(await carrel.workspaces.open(caller, id));

    expectOk(await workspace.files.write('small', 'x'.repeat(900)));
    expectErr(await workspace.files.write('large', 'x'.repeat(900)), 'file/no-space');
  });

  it('is refused at the start where the runtime bounds no files, so that nobody relies on it', async () => {
    const runtime = memoryRuntime();
    const { capabilities } = runtime;
    const limits = { ...capabilities.limits, disk: false };
    const unbounded = Object.assign(runtime, { capabilities: { ...capabilities, limits } });

    const starting = memoryCarrel({ runtime: unbounded, workspaces: { diskBytes: 1_000 } });

    await expect(starting).rejects.toMatchObject({ error: { type: 'runtime/unsupported', capability: 'limits.disk' } });
  });
});
