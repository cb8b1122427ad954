import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { DataDir, ServerProcess } from '../server-process.js';
import { realTree, WatchReader } from './watch-reader.js';

/** Makes, changes, moves and removes files until it is told that it is over; the last of all is `tree/last`. */
const CHANGES = `n=0; while [ ! -e over ]; do n=$((n+1)); d=tree/d$((n%7)); mkdir -p $d/sub; echo $n > $d/f$((n%5)); echo $n > $d/sub/g
[ $((n%4)) -ne 0 ] || mv -T $d tree/m$((n%3)); [ $((n%9)) -ne 0 ] || rm -rf tree/m$((n%3)); sleep 0.02; done 2>/dev/null; mkdir tree/last`;

it('a watch of a server that is killed goes on where it was', { timeout: 300_000 }, async () => {
  await using dataDir = new DataDir();
  let server = await ServerProcess.start(dataDir, ['--quiet']);
  const ada = await server.client.register('ada@example.com');
  const session = await ada.session();
  await ada.post(`/sessions/${session}/workspace?waitMs=20000`);
  await ada.post(`/sessions/${session}/files/directories`, { path: 'tree' });
  const place = { session, client: ada, root: 'tree', name: 'one' };
  const reader = new WatchReader(place);
  const reading = (async () => {
    while (!reader.isOver && reader.faults.length === 0) {
      await reader.connect(Number(new URL(server.origin).port));
      await setTimeout(10);
    }
  })();
  const mirroring = reader.mirror();
  await eventually(() => reader.lists > 0, 30_000);
  await ada.post(`/sessions/${session}/commands`, { shell: CHANGES, background: true });

  for (let kill = 0; kill < 3; kill += 1) {
    const { events } = reader;
    await eventually(() => reader.events > events + 50, 30_000);
    await server.end('SIGKILL');
    server = await ServerProcess.start(dataDir, ['--quiet']);
    place.client = server.client.as(ada.token ?? '');
  }
  await using last = server;
  await place.client.put(`/sessions/${session}/files/content?path=over`, '');
  await Promise.all([reading, mirroring]);
  expect(reader.faults).toEqual([]);
  expect(reader.tree.entries.filter(isMeant)).toEqual((await realTree(place)).filter(isMeant));
  await last.client.as(ada.token ?? '').delete(`/sessions/${session}`);
});

const isMeant = (entry: string) => !entry.includes('barrier-');
