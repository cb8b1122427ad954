import { describe, expect, it } from 'vitest';
import { memoryRuntime, memoryStore } from '../src/memory/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';

describe('createCarrel', () => {
  it('takes a user from registration to the output of a command and the content of a file', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const session = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['py'] }));

    const workspace = expectOk(await carrel.workspaces.open(caller, session.id));
    const result = expectOk(await workspace.commands.run(['echo', 'hello']));
    expectOk(await workspace.files.write('notes/a.txt', 'kept'));

    expect(session).toMatchObject({ languages: ['python'], desired: 'stopped', version: 1 });
    expect(result).toMatchObject({ exitCode: 0, signal: null, reason: 'exited', stdout: 'hello\n', stderr: '' });
    expect(expectOk(await workspace.files.readText('notes/a.txt'))).toBe('kept');
  });

  it('lets nobody of another tenant know of a session', async () => {
    await using carrel = await memoryCarrel();
    const owner = await newCaller(carrel);
    const stranger = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(owner, { kind: 'solo', languages: ['python'] }));
    expectOk(await carrel.workspaces.start(owner, id));

    expectErr(await carrel.sessions.get(stranger, id), 'session/not-found');
    expectErr(await carrel.workspaces.start(stranger, id), 'session/not-found');
    expectErr(await carrel.commands.run(stranger, id, { request: { argv: ['echo'] } }), 'session/not-found');
    expectErr(await carrel.files.read(stranger, { sessionId: id, path: 'a' }), 'session/not-found');
  });

  it('finds its sessions and workspaces again after a restart', async () => {
    const runtime = memoryRuntime();
    const store = memoryStore();
    const first = await memoryCarrel({ runtime, store });
    const caller = await newCaller(first);
    const { id } = expectOk(await first.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    expectOk(await first.workspaces.start(caller, id));

    // The store outlives the first control plane, which is not disposed, as after a kill.
    await using second = await memoryCarrel({ store, runtime: memoryRuntime({ durableState: runtime.durableState }) });

    expect(expectOk(await second.workspaces.get(caller, id))).toMatchObject({ state: 'ready', incarnation: 1 });
    const result = expectOk(await second.commands.run(caller, id, { request: { argv: ['echo', 'again'] } }));
    expect(result.stdout).toBe('again\n');
  });
});
