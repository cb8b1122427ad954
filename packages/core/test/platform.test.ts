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

  it('takes what is given as undefined for what is not given', async () => {
    // As it comes from who computes options without exactOptionalPropertyTypes.
    const given: object = {
      clock: undefined,
      identity: { accessTokenTtlMs: undefined },
      workspaces: { startTimeoutMs: undefined, idleTimeoutMs: undefined },
      commands: { maxOutputBytes: undefined },
    };
    await using carrel = await memoryCarrel(given);
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));

    const workspace = expectOk(await carrel.workspaces.open(caller, id));

    expect(expectOk(await workspace.commands.run(['echo', 'hello'])).stdout).toBe('hello\n');
  });

  it('makes every workspace of the isolation class that was asked for, and refuses one that the runtime lacks', async () => {
    const classes: (string | undefined)[] = [];
    const runtime = memoryRuntime();
    const create = runtime.create.bind(runtime);
    runtime.create = (spec, options) => {
      classes.push(spec.isolationClass);
      return create(spec, options);
    };
    await using carrel = await memoryCarrel({ runtime, workspaces: { isolationClass: 'simulated' } });
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    expectOk(await carrel.workspaces.start(caller, id));

    expect(classes).toEqual(['simulated']);
    await expect(memoryCarrel({ workspaces: { isolationClass: 'runsc' } })).rejects.toMatchObject({
      error: { type: 'runtime/unsupported', capability: 'isolation class runsc' },
    });
  });

  it('gives every workspace the network that was asked for, and refuses one that the runtime lacks', async () => {
    const networks: (string | undefined)[] = [];
    const runtime = memoryRuntime({ networks: ['internet'] });
    const create = runtime.create.bind(runtime);
    runtime.create = (spec, options) => {
      networks.push(spec.network);
      return create(spec, options);
    };
    await using carrel = await memoryCarrel({ runtime, workspaces: { network: 'internet' } });
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    expectOk(await carrel.workspaces.start(caller, id));

    expect(networks).toEqual(['internet']);
    const lacking = memoryCarrel({ runtime: memoryRuntime({ networks: [] }), workspaces: { network: 'none' } });
    await expect(lacking).rejects.toMatchObject({
      error: { type: 'runtime/unsupported', capability: 'network none' },
    });
  });

  it('promises the version of a language where an image does, and none of a machine', async () => {
    await using imaged = await memoryCarrel({ runtime: memoryRuntime({ images: {} }) });
    await using bare = await memoryCarrel({ runtime: memoryRuntime({ images: false }) });

    expect(expectOk(imaged.languages.get('py')).version).toBe('3.11');
    expect(expectOk(bare.languages.get('py')).version).toBeNull();
    expect(bare.languages.list().map(({ id }) => id)).toEqual(imaged.languages.list().map(({ id }) => id));
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
    expectErr(await carrel.projects.detect(stranger, id), 'session/not-found');
    expectErr(await carrel.projects.install(stranger, id, { request: {} }), 'session/not-found');
    expectErr(await carrel.projects.startInstall(stranger, id, { request: {} }), 'session/not-found');
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
