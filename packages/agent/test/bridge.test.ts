import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Duplex } from 'node:stream';
import { expectErr, expectOk } from '@carrel/conformance';
import { okAsync } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { agentBinary, connectAgent } from '../src/index.js';
import { runAgent, TOKEN, type RunningAgent } from './running-agent.js';

async function bridge({ root }: RunningAgent): Promise<Duplex> {
  const { path } = await expectOk(agentBinary());
  const child = spawn(path, ['connect', join(dirname(root), 'agent.sock')], { stdio: ['pipe', 'pipe', 'inherit'] });
  return Duplex.from({ readable: child.stdout, writable: child.stdin }) as Duplex;
}

describe('carrel-agent connect', () => {
  it('carries a link over its standard streams, and a second one for content', async () => {
    await using agent = await runAgent();
    let opened = 0;
    const second = await bridge(agent);
    const connection = await expectOk(
      connectAgent(await bridge(agent), {
        token: TOKEN,
        incarnation: 7,
        openBulk: () => {
          opened += 1;
          return okAsync(second);
        },
      }),
    );
    const content = Buffer.alloc(3_000_000, 'carrel ');

    await expectOk(connection.files.write('big', content));
    const { data } = await expectOk(connection.files.read('big'));
    const chunks: Uint8Array[] = [];
    for await (const chunk of data) chunks.push(chunk);

    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    expect(opened).toBe(1);
    await connection.close();
  });

  it('never takes another life of the agent for its own, however alike they are', async () => {
    await using first = await runAgent();
    await using second = await runAgent();
    const openBulk = () => okAsync<Duplex, RuntimeError>(onSecond);
    const onSecond = await second.dial();
    const connection = await expectOk(connectAgent(await first.dial(), { token: TOKEN, incarnation: 7, openBulk }));

    await expectErr(connection.files.list(''), 'connection/lost');
    await connection.closed;
  });
});
