// Fuzzes a link of the agent with libFuzzer, AddressSanitizer and UBSan; needs clang and its runtime (Debian: clang, libclang-rt-14-dev).
//
//   node scripts/fuzz-native.mjs [--seconds 60]
//
// Ends with 1 at the first finding, and keeps its input in fuzz/findings; `node scripts/fuzz-native.mjs FILE` runs that input again.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { commonFlags, sources } from './native-sources.mjs';
import { seeds } from './fuzz-seeds.mjs';

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '60' } },
  allowPositionals: true,
});
const fuzz = fileURLToPath(new URL('../fuzz', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'carrel-fuzzing-'));

try {
  process.exitCode = run();
} finally {
  rmSync(scratch, { recursive: true });
}

function run() {
  const program = join(scratch, 'fuzz-link');
  const standIns = ['-Dfork=no_fork', '-Dwaitpid=supervisor_wait', '-Dconnect=port_connect'];
  const left = sources.filter((path) => !/\/(main|bridge|supervisor)\.c$/.test(path));
  const flags = [...commonFlags, '-O1', '-g', '-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=all'];
  const built = inherit('clang', [...flags, ...standIns, ...left, join(fuzz, 'fuzz_link.c'), '-o', program]);
  if (built !== 0) return built;
  if (positionals.length > 0) return inherit(program, positionals);

  const corpus = join(scratch, 'corpus');
  mkdirSync(corpus);
  mkdirSync(join(fuzz, 'findings'), { recursive: true });
  seeds().forEach((seed, index) => writeFileSync(join(corpus, `seed-${index}`), seed));
  return inherit(program, [
    corpus,
    `-max_total_time=${values.seconds}`,
    '-max_len=4096',
    '-timeout=10',
    '-rss_limit_mb=2048',
    '-print_final_stats=1',
    '-verbosity=0',
    `-artifact_prefix=${join(fuzz, 'findings')}/`,
  ]);
}

function inherit(program, words) {
  const { status, signal, error } = spawnSync(program, words, { stdio: 'inherit', cwd: scratch });
  if (error !== undefined) console.error(error.message);
  if (signal !== null) console.error(`${program} was ended by ${signal}.`);
  return status ?? 1;
}
