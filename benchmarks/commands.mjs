/**
 * What the services cost on top of the agent's own client: `/bin/echo hi` on the local runtime, from spawn to exit. Both end with
 * the output and the exit in hand.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel } from '@carrel/core';
import { unwrap } from '@carrel/core/kernel';
import { sqliteStore } from '@carrel/store-sqlite';
import { compare, finish, rate } from './src/measure.mjs';

const COUNT = 300;
const ARGV = ['/bin/echo', 'hi'];

const directory = mkdtempSync(join(tmpdir(), 'carrel-commands-'));
const runtime = localRuntime({ baseDir: join(directory, 'workspaces') });
const carrel = await createCarrel({ store: sqliteStore({ path: join(directory, 'carrel.db') }), runtime });
const login = { email: 'ada@example.com', password: 'correct horse' };
const { tokens } = await unwrap(carrel.identity.register(login, { requestId: 'benchmark' }));
const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'benchmark'));
const session = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
const workspace = await unwrap(carrel.workspaces.open(caller, session.id));

const spec = {
  installationId: 'benchmark',
  tenantId: 't',
  sessionId: 's',
  incarnation: 1,
  intentToken: 'one',
  env: {},
};
const handle = await unwrap(runtime.create({ ...spec, limits: { memoryBytes: 1, cpus: 1, pids: 1 } }));
await unwrap(runtime.start(handle));
const connection = await unwrap(runtime.connect(handle));
let spawned = 0;

await compare({
  name: 'a short command',
  unit: 'time',
  variants: [
    { name: 'agent client', run: () => timeOf(byAgent) },
    { name: 'commands.run', run: () => timeOf(() => unwrap(workspace.commands.run(ARGV))) },
    { name: 'child_process.spawn', run: () => timeOf(byNode) },
  ],
  gate: { of: 'commands.run', atMost: 1.5 },
});

await unwrap(carrel.sessions.remove(caller, session.id));
await connection.close();
await unwrap(runtime.remove(handle));
await carrel.dispose();
rmSync(directory, { recursive: true });
finish();

/** Milliseconds for each of many, one after the other. */
async function timeOf(operation) {
  return 1_000 / (await rate(COUNT, operation));
}

async function byAgent() {
  const id = `b${(spawned += 1)}`;
  const output = [];
  let exit;
  for await (const event of await unwrap(connection.processes.spawnAttached({ id, argv: ARGV }))) {
    if (event.type === 'output') output.push(event.data);
    else exit = event;
  }
  void connection.processes.forget(id).unwrapOr(undefined);
  return { output: Buffer.concat(output).toString(), exit };
}

function byNode() {
  return new Promise((resolve) => {
    const child = spawn(ARGV[0], ARGV.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', () => undefined);
    child.on('close', resolve);
  });
}
