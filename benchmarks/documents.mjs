/**
 * Shared documents over the server's WebSocket against a plain `y-websocket` server of npm, which keeps nothing, and Hocuspocus, which
 * stores whole documents in SQLite a while after they changed. Ours stores every update in SQLite, flushed, before it is acknowledged.
 * Each server is a process of its own; the clients are the same for all, raw sockets that send what a typist sends.
 *
 *   node documents.mjs [latency] [rate] [memory]     these parts alone; DOCUMENTS=200 ROUNDS=5
 *
 * Latency: every client types a few keys a second; how long until the other client of its document has it. Rate: every client sends
 * the next edit when the other one has the last. Memory: what the process of the server holds more with all documents open.
 */
import { compareSamples, finish, holdTo, percentile } from './src/measure.mjs';
import { openEditors } from './src/document-editors.mjs';
import { startDocumentServer } from './src/document-kinds.mjs';

const DOCUMENTS = Number(process.env.DOCUMENTS ?? 200);
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const EDITS_PER_SECOND = 3;
const TYPING_MS = 4_000;
const RATE_MS = 3_000;
/** What each document begins with. */
const WORDS = 'The quick brown fox jumps over the lazy dog. '.repeat(200);

const parts = process.argv.slice(2);
const wanted = (part) => parts.length === 0 || parts.includes(part);

const kinds = [];
for (const name of ['y-websocket', 'hocuspocus', 'carrel']) {
  const server = await startDocumentServer(name);
  const empty = await server.stats();
  const editors = await openEditors(server, { documents: DOCUMENTS, words: WORDS });
  const full = await server.stats();
  kinds.push({ name, server, editors, bytes: (full.bytes - empty.bytes) / DOCUMENTS });
  console.log(`${name}: ${server.durability}`);
}

if (wanted('memory')) {
  console.log(`\nmemory with ${DOCUMENTS} documents of ${WORDS.length} characters, each open by two clients`);
  for (const { name, bytes } of kinds) console.log(`  ${name.padEnd(14)} ${(bytes / 1_024).toFixed(1)} KiB a document`);
  holdTo('bytes of Hocuspocus a document', bytesOf('carrel') / bytesOf('hocuspocus'), { atMost: 0.5, unit: ' times' });
}
if (wanted('latency')) await compareLatency();
if (wanted('rate')) await compareRate();
for (const { editors, server } of kinds) {
  editors.close();
  await server.end();
}
finish();

function bytesOf(kind) {
  return kinds.find(({ name }) => name === kind).bytes;
}

/** The kinds in turn, round by round, after one that is dropped. */
async function rounds(run) {
  const seen = kinds.map(() => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, kind] of kinds.entries()) {
      const result = await run(kind);
      if (round > 0) seen[index].push(result);
    }
  }
  return seen;
}

async function compareLatency() {
  const seen = await rounds(async ({ editors }) => {
    const taken = await editors.type({ perSecond: EDITS_PER_SECOND, forMs: TYPING_MS });
    return { p50: percentile(taken, 0.5), p95: percentile(taken, 0.95) };
  });
  const samples = (of) => kinds.map(({ name }, index) => [name, seen[index].map((each) => each[of])]);
  const name = (what) => `${what} from one client to the other, ${DOCUMENTS} documents`;
  compareSamples({ name: name('p50'), unit: 'time', samples: samples('p50') });
  compareSamples({ name: name('p95'), unit: 'time', samples: samples('p95'), gate: { of: 'carrel', atMost: 0.8 } });
  against('hocuspocus', { what: 'p95', unit: 'time', samples: samples('p95'), bound: { atMost: 0.4 } });
}

async function compareRate() {
  const seen = await rounds(async ({ editors, server }) => {
    const before = await server.stats();
    const perSecond = await editors.race({ forMs: RATE_MS });
    const after = await server.stats();
    return { perSecond, perCpuSecond: (perSecond * RATE_MS) / (after.cpuMs - before.cpuMs) };
  });
  const samples = (of) => kinds.map(({ name }, index) => [name, seen[index].map((each) => each[of])]);
  const gate = { of: 'carrel', atLeast: 1.3 };
  compareSamples({ name: 'updates a second', unit: 'rate', samples: samples('perSecond'), gate });
  const bound = { atLeast: 1.5 };
  against('hocuspocus', { what: 'updates a second', unit: 'rate', samples: samples('perSecond'), bound });
  compareSamples({
    name: "updates a second of the server's processor",
    unit: 'rate',
    samples: samples('perCpuSecond'),
  });
}

function against(peer, { what, unit, samples, bound }) {
  const held = [peer, 'carrel'].map((name) => samples.find(([each]) => each === name));
  compareSamples({ name: `${what}, against ${peer}`, unit, samples: held, gate: { of: 'carrel', ...bound } });
}
