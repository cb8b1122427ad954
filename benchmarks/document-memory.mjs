/**
 * What documents, their clients and documents that nobody is connected to take of the memory of a server, beside a plain `y-websocket`
 * server of npm and Hocuspocus; and whether a server takes more after documents were opened and left many times.
 *
 *   node document-memory.mjs [table] [cycles]     these parts alone; DOCUMENTS=200 CYCLES=10000
 *
 * Memory is the heap that is used and what buffers hold outside of it, after two full collections.
 */
import { finish, holdTo } from './src/measure.mjs';
import { openAlone, openAndLeave } from './src/document-editors.mjs';
import { startDocumentServer } from './src/document-kinds.mjs';

const DOCUMENTS = Number(process.env.DOCUMENTS ?? 200);
const CYCLES = Number(process.env.CYCLES ?? 10_000);
/** What each document holds. */
const WORDS = 'The quick brown fox jumps over the lazy dog. '.repeat(200);
/** Of the cycles, those after which the server is as warm as it gets. */
const WARM_UP = CYCLES / 5;

const parts = process.argv.slice(2);
const wanted = (part) => parts.length === 0 || parts.includes(part);

if (wanted('table')) {
  console.log(`KiB each, of ${DOCUMENTS} documents of ${WORDS.length} characters`);
  console.log(
    `  ${''.padEnd(14)} ${'with a client'.padStart(14)} ${'one client more'.padStart(16)} ${'nobody connected'.padStart(17)}`,
  );
  for (const name of ['y-websocket', 'hocuspocus', 'carrel']) await printRow(name);
}
if (wanted('cycles')) await cycle();
finish();

async function printRow(name) {
  const server = await startDocumentServer(name, { unloadAfterMs: 3_600_000 });
  const bytes = async () => (await server.stats()).bytes;
  // What the first ones load is of no document.
  await openAndLeave({ ...server, place: (index) => server.place(DOCUMENTS + index) }, { documents: 20, times: 200 });
  const empty = await bytes();
  const first = await openAlone(server, { documents: DOCUMENTS, words: WORDS });
  const one = await bytes();
  const second = await openAlone(server, { documents: DOCUMENTS });
  const two = await bytes();
  await Promise.all([first.leave(), second.leave()]);
  const left = await bytes();
  const each = [one - empty, two - one, left - empty].map((all) => (all / DOCUMENTS / 1_024).toFixed(1));
  console.log(`  ${name.padEnd(14)} ${each[0].padStart(14)} ${each[1].padStart(16)} ${each[2].padStart(17)}`);
  await server.end();
}

async function cycle() {
  const server = await startDocumentServer('carrel', { unloadAfterMs: 1 });
  const made = await openAlone(server, { documents: DOCUMENTS, words: WORDS });
  await made.leave();
  await openAndLeave(server, { documents: DOCUMENTS, times: WARM_UP });
  const before = (await server.stats()).bytes;
  await openAndLeave(server, { documents: DOCUMENTS, times: CYCLES });
  const after = (await server.stats()).bytes;
  console.log(`\n${CYCLES} times a document was opened and left, after ${WARM_UP} times before`);
  console.log(`  ${(before / 2 ** 20).toFixed(2)} MiB before, ${(after / 2 ** 20).toFixed(2)} MiB after`);
  holdTo('memory after documents were opened and left', after / before, { atMost: 1.02, unit: ' times' });
  await server.end();
}
