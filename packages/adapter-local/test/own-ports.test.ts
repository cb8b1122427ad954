import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually, expectErr, expectOk, freePort } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection } from '@carrel/core/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { localRuntime } from '../src/index.js';

describe('ports of a box', async () => {
  const baseDir = await mkdtemp(join(tmpdir(), 'carrel-ports-'));
  const runtime = localRuntime({ baseDir });
  const handles: RuntimeHandle[] = [];

  afterAll(async () => {
    for (const handle of handles) await expectOk(runtime.remove(handle));
    await runtime.dispose();
    await rm(baseDir, { recursive: true, force: true });
  });

  async function box(tenantId: string): Promise<WorkspaceConnection> {
    const spec = {
      ...{ installationId: 'ports', tenantId, sessionId: `of-${tenantId}`, incarnation: 1, image: '', env: {} },
      ...{ intentToken: `box-${tenantId}`, limits: { memoryBytes: 256 * 1024 * 1024, cpus: 1, pids: 64 } },
    };
    const handle = await expectOk(runtime.create(spec));
    handles.push(handle);
    await expectOk(runtime.start(handle));
    return expectOk(runtime.connect(handle));
  }

  const listening = (port: number, word: string) =>
    `require('net').createServer((s) => s.end('${word}')).listen(${String(port)}, '127.0.0.1')`;

  async function said(connection: WorkspaceConnection, port: number): Promise<string> {
    return eventually(async () => text(await expectOk(connection.openPort(port))));
  }

  it('are its own: not those of this process, of the machine, or of another box', async () => {
    const [mine, theirs] = [await box('one'), await box('two')];
    const ports = [await freePort(), await freePort()] as const;
    const argv = (index: 0 | 1, word: string) => [process.execPath, '-e', listening(ports[index], word)];
    await expectOk(mine.processes.spawn({ id: 'listens', argv: argv(0, 'mine') }));
    await expectOk(theirs.processes.spawn({ id: 'listens', argv: argv(1, 'theirs') }));
    const server = createServer((socket) => socket.end('of the machine'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    expect(await said(mine, ports[0])).toBe('mine');
    expect(await said(theirs, ports[1])).toBe('theirs');
    for (const foreign of [ports[1], port]) await expectErr(mine.openPort(foreign), 'port/refused');
    server.close();
  });

  it('are those of programs that left their parents too', async () => {
    const mine = await box('three');
    const port = await freePort();
    const script = `setsid "$0" -e "$1" > /dev/null 2>&1 & exit 0`;
    const argv = ['sh', '-c', script, process.execPath, listening(port, 'a daemon')];
    await expectOk(mine.processes.spawn({ id: 'leaves', argv }));

    expect(await said(mine, port)).toBe('a daemon');
  });
});
