/**
 * Runs the variants of one comparison in turn, round by round, so that whatever else the machine does hits all of them alike,
 * and prints each one's median, its spread, and its ratio to the first.
 */

/** Rounds whose numbers are kept, after one that is dropped. */
const ROUNDS = 7;

const failures = [];

/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {() => Promise<number> | number} run One round; gives a rate (operations per second), or a time in milliseconds.
 */

/** @typedef {{ readonly of: string, readonly atLeast?: number, readonly atMost?: number }} Gate */

/**
 * @param {object} comparison
 * @param {string} comparison.name
 * @param {'rate' | 'time'} comparison.unit Rates are better when higher (printed per second), times when lower (milliseconds).
 * @param {readonly Variant[]} comparison.variants The first is the floor or the peer that the others are held against.
 * @param {number} [comparison.rounds]
 * @param {Gate | readonly Gate[]} [comparison.gate] What the median of the round ratios of a variant to the first must be.
 * @returns {Promise<Record<string, { readonly median: number, readonly ratio: number }>>}
 */
export async function compare({ name, unit, variants, rounds = ROUNDS, gate = [] }) {
  const samples = variants.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, variant] of variants.entries()) {
      const value = await variant.run();
      if (round > 0) samples[index].push(value);
    }
  }
  return compareSamples({
    name,
    unit,
    gate,
    samples: variants.map((variant, index) => [variant.name, samples[index]]),
  });
}

/**
 * The same for what was measured before, where one round gives more than one number.
 *
 * @param {object} comparison
 * @param {string} comparison.name
 * @param {'rate' | 'time'} comparison.unit
 * @param {readonly (readonly [name: string, values: readonly number[]])[]} comparison.samples One value a round; the first is what the others are held against.
 * @param {Gate | readonly Gate[]} [comparison.gate]
 */
export function compareSamples({ name, unit, samples, gate = [] }) {
  const [[, floor]] = samples;
  const results = samples.map(([variant, values]) => summarise(variant, values, floor));
  print(name, unit, results);
  for (const one of [gate].flat()) check(name, one, results);
  return Object.fromEntries(results.map(({ name: variant, median, ratio }) => [variant, { median, ratio }]));
}

/** How many times a second `operation` runs when it is done `count` times, one after the other. */
export async function rate(count, operation) {
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) await operation(index);
  return (count * 1_000) / (performance.now() - startedAt);
}

/** Like `rate`, for an operation that is synchronous: without a promise each, which would be measured too. */
export function rateSync(count, operation) {
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) operation(index);
  return (count * 1_000) / (performance.now() - startedAt);
}

/** Milliseconds that each of `count` runs of `operation` took, one after the other. */
export async function times(count, operation) {
  const taken = [];
  for (let index = 0; index < count; index += 1) {
    const startedAt = performance.now();
    await operation(index);
    taken.push(performance.now() - startedAt);
  }
  return taken;
}

/** The value that 95 of 100 do not pass. @param {readonly number[]} values */
export function p95(values) {
  return percentile(values, 0.95);
}

/** A gate on a number as it is, not on a ratio. @param {string} what such as `errors` @param {string} [unit] such as ` ms` */
export function holdTo(what, value, { atLeast = -Infinity, atMost = Infinity, unit = '' }) {
  const met = value >= atLeast && value <= atMost;
  const wanted = atMost === Infinity ? `at least ${atLeast}${unit}` : `at most ${atMost}${unit}`;
  const found = `${Number.isInteger(value) ? value : value.toFixed(1)}${unit}`;
  console.log(`  gate: ${what} ${wanted} ... ${found}, ${met ? 'met' : 'MISSED'}`);
  if (!met) failures.push(`${what}: ${found}, wanted ${wanted}`);
}

/** The value that `share` of all do not pass, such as 0.95. @param {readonly number[]} values */
export function percentile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))];
}

/** Says that a comparison was not made, and why. */
export function skip(name, reason) {
  console.log(`\n${name}\n  skipped: ${reason}`);
}

/** Prints which gates were missed and sets the exit code. Call it at the end. */
export function finish() {
  for (const failure of failures) console.log(`GATE MISSED  ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function summarise(name, values, floor) {
  return {
    name,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    ratio: median(values.map((value, round) => value / floor[round])),
  };
}

function print(name, unit, results) {
  const format =
    unit === 'rate' ? (value) => `${Math.round(value).toLocaleString('en')}/s` : (value) => `${value.toFixed(3)} ms`;
  const rows = results.map(({ name: variant, median: middle, min, max, ratio }) => [
    variant,
    format(middle),
    `${format(min)} .. ${format(max)}`,
    `${shown(ratio)}x`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
  console.log(`\n${name}`);
  for (const row of rows) console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column])).join('   ')}`);
}

/** Ratios far below one keep two digits that count. */
function shown(ratio) {
  return ratio < 0.1 ? ratio.toPrecision(2) : ratio.toFixed(2);
}

function check(name, { of, atLeast = 0, atMost = Infinity }, results) {
  const ratio = results.find((result) => result.name === of)?.ratio;
  if (ratio === undefined) throw new Error(`${name}: the gate is on "${of}", which is not a variant`);
  const wanted = atMost === Infinity ? `at least ${atLeast}x` : `at most ${shown(atMost)}x`;
  const met = ratio >= atLeast && ratio <= atMost;
  console.log(`  gate: ${of} ${wanted} ... ${met ? 'met' : 'MISSED'}`);
  if (!met) failures.push(`${name}: ${of} is ${shown(ratio)}x, wanted ${wanted}`);
}
