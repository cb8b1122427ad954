import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRuntime, eventually, hasBackend, OpenSockets, type RuntimeSubject } from '@carrel/conformance';
import { agentBinary } from '@carrel/agent';
import type { RuntimeHandle } from '@carrel/core/runtime';
import { describe, it } from 'vitest';
import { localRuntime } from '../src/index.js';

async function createSubject(): Promise<RuntimeSubject> {
  const baseDir = await mkdtemp(join(tmpdir(), 'carrel-local-'));
  const make = () => localRuntime({ baseDir, watchIntervalMs: 50 });
  const links = new OpenSockets();
  return {
    subject: make(),
    restart: () => Promise.resolve(make()),
    killBox: (handle) => killAgent(baseDir, handle),
    cutConnections: () => {
      links.cut();
      return Promise.resolve();
    },
    dispose: () => {
      links[Symbol.dispose]();
      return rm(baseDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** SIGKILL to the agent itself, as the kernel or an operator would; its supervisors are left to notice. */
async function killAgent(baseDir: string, { installationId, boxId }: RuntimeHandle): Promise<void> {
  const socket = join(baseDir, installationId, boxId, 'agent.sock');
  const agents: number[] = [];
  for (const pid of (await readdir('/proc')).map(Number).filter(Number.isInteger)) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(`serve\0`) && line.includes(socket)) agents.push(pid);
  }
  if (agents.length === 0) return;
  const oldest = Math.min(...agents);
  process.kill(oldest, 'SIGKILL');
  await eventually(async () => {
    const stat = await readFile(`/proc/${oldest}/stat`, 'utf8').catch(() => 'gone');
    if (stat !== 'gone' && !stat.includes(') Z ')) throw new Error('the agent is still there');
  });
}

const agent = await agentBinary();
const missing = agent.isErr() ? agent.error.message : process.platform === 'linux' ? null : 'it needs Linux';

describe.runIf(hasBackend('local runtime', missing))('localRuntime', () => {
  describeRuntime({
    test: { describe, it },
    capabilities: localRuntime({ baseDir: tmpdir() }).capabilities,
    createSubject,
  });
});
