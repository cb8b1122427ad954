/** What is printed of the rounds of the load, and what they are held to. */
import { compareSamples, holdTo, median, percentile } from '../measure.mjs';
import { KINDS } from './mix.mjs';

const SHARES = [0.5, 0.95, 0.99];
const GROUPS = { api: 'API calls', file: 'file calls' };

/** @typedef {{ times: object, late: number[], errors: number, shown: string[], cpu: { own: number, all: number }, rss: number[], lag: object }} Round */

/** Every kind of request of one server, all its rounds together. @param {readonly Round[]} rounds */
export function printKinds(name, rounds) {
  console.log(`\n${name}, milliseconds from when a request was due`);
  const rows = KINDS.map(({ name: kind, share }) => rowOf(kind, `${share} %`, timesOf(rounds, ({ name: other }) => other === kind))); // prettier-ignore
  for (const [group, title] of Object.entries(GROUPS))
    rows.push(rowOf(title, '', timesOf(rounds, (kind) => kind.group === group))); // prettier-ignore
  rows.push(
    rowOf(
      'all',
      '',
      timesOf(rounds, () => true),
    ),
  );
  printTable([['', 'of all', 'answers', 'p50', 'p95', 'p99', 'most'], ...rows]);
  const errors = rounds.reduce((sum, round) => sum + round.errors, 0);
  console.log(`  errors ${errors}`);
  for (const text of rounds.flatMap(({ shown }) => shown)) console.log(`    ${text}`);
}

/** What each server took of the machine. @param {readonly (readonly [string, readonly Round[], object])[]} servers */
export function printMachine(servers) {
  console.log('\nthe processes');
  printTable([
    ['', 'MiB at the start', 'after warm-up', 'at the end', 'event loop late, p99', 'most', 'load late, p99'],
    ...servers.map(([name, rounds, { atStart, afterWarmUp, atEnd }]) => [
      ...[name, ...[atStart, afterWarmUp, atEnd].map((mib) => mib.toFixed(0))],
      `${median(rounds.map(({ lag }) => lag.p99)).toFixed(1)} ms`,
      `${Math.max(...rounds.map(({ lag }) => lag.max)).toFixed(1)} ms`,
      `${percentile(rounds.flatMap(({ late }) => late), 0.99).toFixed(1)} ms`, // prettier-ignore
    ]),
  ]);
}

/** @param {readonly (readonly [string, readonly Round[]])[]} servers The first is what the others are held against. */
export function compareServers(against, servers, gates = []) {
  const samples = (numberOf) => servers.map(([name, rounds]) => [name, rounds.map(numberOf)]);
  const inGroup = (group) => (kind) => group === 'all' || kind.group === group;
  const [, [ours]] = servers;
  const gateOf = (what) => (gates[what] === undefined ? [] : [{ of: ours, atMost: gates[what] }]);
  for (const group of ['api', 'file', 'all']) {
    for (const share of [0.5, 0.95]) {
      compareSamples({
        name: `${GROUPS[group] ?? 'all calls'}, p${share * 100}, against ${against}`,
        unit: 'time',
        samples: samples((round) => percentile(timesOf([round], inGroup(group)), share)),
        gate: gateOf(`${group} p${share * 100}`),
      });
    }
  }
  compareSamples({ name: `processor time of the server for a request, against ${against}`, unit: 'time', samples: samples(({ cpu, asked }) => cpu.own / asked), gate: gateOf('cpu own') }); // prettier-ignore
  compareSamples({ name: `processor time with all that it started, against ${against}`, unit: 'time', samples: samples(({ cpu, asked }) => cpu.all / asked), gate: gateOf('cpu all') }); // prettier-ignore
}

/** @param {readonly Round[]} rounds Of our server. */
export function holdServer(rounds, { apiP95Ms, fileP95Ms, growthMiB }) {
  const p95 = (group) => median(rounds.map((round) => percentile(timesOf([round], (kind) => kind.group === group), 0.95))); // prettier-ignore
  console.log('\nwhat the server is held to');
  holdTo('errors', rounds.reduce((sum, { errors }) => sum + errors, 0), { atMost: 0 }); // prettier-ignore
  holdTo('p95 of API calls', p95('api'), { atMost: apiP95Ms, unit: ' ms' });
  holdTo('p95 of file calls', p95('file'), { atMost: fileP95Ms, unit: ' ms' });
  holdTo('growth of its memory', growthOf(rounds.flatMap(({ rss }) => rss)), { atMost: growthMiB, unit: ' MiB' });
}

/** From the first third of the time to the last one: what the least of each tells, after the collector was there. */
function growthOf(rss) {
  const third = Math.max(1, Math.floor(rss.length / 3));
  return Math.min(...rss.slice(-third)) - Math.min(...rss.slice(0, third));
}

function timesOf(rounds, isWanted) {
  const names = KINDS.filter(isWanted).map(({ name }) => name);
  return rounds.flatMap(({ times }) => names.flatMap((name) => times[name]));
}

function rowOf(name, share, times) {
  const cells = [...SHARES.map((each) => percentile(times, each)), Math.max(...times)];
  return [name, share, String(times.length), ...cells.map((ms) => (Number.isFinite(ms) ? ms.toFixed(1) : '-'))];
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(`  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('   ')}`); // prettier-ignore
}
