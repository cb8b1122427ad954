import { createCarrel, unwrap } from '@carrel/core';
import { terminalId } from '@carrel/core/kernel';
import { localRuntime } from '@carrel/adapter-local';
import { sqliteStore } from '@carrel/store-sqlite';
import { expect, it } from 'vitest';
import { databasePath, workspacesPath } from '../src/data-dir.js';
import { eventually } from './eventually.js';
import { DataDir, ServerProcess } from './server-process.js';

const LAST = 3_000;
/** Counts, a little slower than it could, then waits for a file and ends. */
const COUNTER = `i=0; while [ $i -lt ${LAST} ]; do i=$((i+1)); echo $i; [ $((i % 100)) -ne 0 ] || sleep 0.02; done
while [ ! -e go ]; do sleep 0.05; done; exit 7`;
const NUMBERS = Array.from({ length: LAST }, (_, at) => `${String(at + 1)}\r\n`).join('');

it('a terminal of a server that is killed goes on, with all its output, and its real end is told', async () => {
  await using dataDir = new DataDir();
  const before = await ServerProcess.start(dataDir, ['--quiet']);
  const ada = await before.client.register('ada@example.com');
  const session = await ada.session();
  await ada.post(`/sessions/${session}/workspace?waitMs=20000`);
  const opened = await ada.post(`/sessions/${session}/terminals`, { argv: ['sh', '-c', COUNTER], cols: 90 });
  const { id } = opened.json<{ readonly id: string }>();
  await before.end('SIGKILL');

  const since = 5_000;
  expect(await outputOf(dataDir, { id, token: ada.token ?? '', since })).toBe(NUMBERS.slice(since));

  await using after = await ServerProcess.start(dataDir, ['--quiet']);
  const back = await after.client.logIn('ada@example.com');
  const terminals = `/sessions/${session}/terminals`;
  expect((await back.get(terminals)).json()).toMatchObject({ items: [{ id, state: 'running', cols: 90 }] });
  await back.put(`/sessions/${session}/files/content?path=go`, '');
  await eventually(async () => (await back.get(`${terminals}/${id}`)).json()['state'] === 'exited', 30_000);
  expect((await back.get(`${terminals}/${id}`)).json()).toMatchObject({ exitCode: 7, reason: 'exited' });
  await back.delete(`/sessions/${session}`);
});

/** What the counter wrote from an offset on, read by this process in place of the server. */
async function outputOf(
  dataDir: DataDir,
  { id, token, since }: { readonly id: string; readonly token: string; readonly since: number },
): Promise<string> {
  await using carrel = await createCarrel({
    store: sqliteStore({ path: databasePath(dataDir.path) }),
    runtime: localRuntime({ baseDir: workspacesPath(dataDir.path) }),
  });
  const caller = await unwrap(carrel.identity.authenticate(token, 'req_test'));
  const named = terminalId.parse(id);
  if (named.isErr()) throw new Error(`no id of a terminal: ${id}`);
  const attached = await unwrap(carrel.terminals.attach(caller, named.value, { since }));
  let text = '';
  for await (const event of attached.events) {
    if (event.type !== 'output') throw new Error(`unexpected ${event.type}`);
    text += Buffer.from(event.data).toString();
    if (since + text.length >= NUMBERS.length) return text;
  }
  return text;
}
