// Builds the agents that are published, for every architecture, on Debian:
//
//   dpkg --add-architecture arm64 && apt-get update
//   apt-get install gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross linux-libc-dev musl-dev:amd64 musl-dev:arm64
//   node scripts/release-native.mjs           builds bin/carrel-agent-linux-{x64,arm64}
//   node scripts/release-native.mjs --check   whether those in bin/ are what the sources give, byte for byte
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentPath, bin, build, isBuiltFromSources, releaseFlags, sources, stampPath } from './native-sources.mjs';

const targets = [
  {
    architecture: 'x64',
    compiler: 'x86_64-linux-gnu-gcc',
    machine: 'x86_64',
    kernelHeaders: ['/usr/include', '/usr/include/x86_64-linux-gnu'],
  },
  {
    architecture: 'arm64',
    compiler: 'aarch64-linux-gnu-gcc',
    machine: 'aarch64',
    kernelHeaders: ['/usr/aarch64-linux-gnu/include'],
  },
];

const problems = process.argv.includes('--check') ? targets.map(check) : targets.map(release);
const found = problems.filter((problem) => problem !== undefined);
for (const problem of found) console.error(problem);
process.exit(found.length === 0 ? 0 : 1);

function release(target) {
  const output = agentPath(target.architecture);
  const draft = `${output}.${process.pid}`;
  compile(target, draft);
  renameSync(draft, output);
  writeFileSync(stampPath(output), `${build}\n${versionOf(target)}\n`);
}

function check(target) {
  const committed = agentPath(target.architecture);
  if (!isBuiltFromSources(committed)) return `${committed} is of other sources: run scripts/release-native.mjs.`;
  const compiler = readFileSync(stampPath(committed), 'utf8').split('\n')[1];
  if (compiler !== versionOf(target)) {
    console.log(`${committed} was built by "${compiler}", here is "${versionOf(target)}": its bytes are not compared.`);
    return undefined;
  }
  const directory = mkdtempSync(join(bin, 'check-'));
  try {
    const fresh = join(directory, 'agent');
    compile(target, fresh);
    if (!readFileSync(fresh).equals(readFileSync(committed))) return `${committed} is not what its sources give.`;
  } finally {
    rmSync(directory, { recursive: true });
  }
  return undefined;
}

/** musl keeps the program small; the compiler is the one for glibc, told to use nothing of that. */
function compile({ compiler, machine, kernelHeaders }, output) {
  const musl = `/usr/lib/${machine}-linux-musl`;
  const ownHeaders = execFileSync(compiler, ['-print-file-name=include'], { encoding: 'utf8' }).trim();
  const headers = ['-nostdinc', '-isystem', `/usr/include/${machine}-linux-musl`, '-isystem', ownHeaders];
  const kernel = kernelHeaders.flatMap((path) => ['-idirafter', path]);
  const begin = ['-nostartfiles', '-nostdlib', '-Wl,--build-id=none', `${musl}/crt1.o`, `${musl}/crti.o`];
  const end = [`-L${musl}`, '-Wl,--start-group', '-lc', '-lgcc', '-Wl,--end-group', `${musl}/crtn.o`];
  execFileSync(compiler, [...releaseFlags, ...headers, ...kernel, ...begin, ...sources, ...end, '-o', output], {
    stdio: 'inherit',
  });
}

function versionOf({ compiler }) {
  return execFileSync(compiler, ['--version'], { encoding: 'utf8' }).split('\n')[0];
}
