// Builds the agent for this machine, unless it is built already from the same sources.
//
//   node scripts/build-native.mjs              bin/carrel-agent-linux-<arch>, static
//   node scripts/build-native.mjs --sanitize   bin/carrel-agent-asan, with AddressSanitizer and UBSan
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const native = join(here, 'native');
const sanitize = process.argv.includes('--sanitize');
const compiler = process.env.CC ?? 'cc';
const common = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-D_GNU_SOURCE'];
const release = ['-O2', '-static'];
const checked = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer'];
const flags = [...common, ...(sanitize ? checked : release)];

if (process.platform !== 'linux') {
  console.log('The agent runs on Linux; it is not built here.');
  process.exit(0);
}

const files = readdirSync(native)
  .filter((name) => /\.[ch]$/.test(name))
  .sort();
const digest = createHash('sha256').update(flags.join(' '));
for (const name of files) digest.update(name).update(readFileSync(join(native, name)));
const build = digest.digest('hex').slice(0, 16);

const output = join(here, 'bin', sanitize ? 'carrel-agent-asan' : `carrel-agent-linux-${process.arch}`);
const stamp = `${output}.build`;
if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === build) process.exit(0);

mkdirSync(join(here, 'bin'), { recursive: true });
const draft = `${output}.${process.pid}`;
const sources = files.filter((name) => name.endsWith('.c')).map((name) => join(native, name));
try {
  execFileSync(compiler, [...flags, `-DAGENT_BUILD="${build}"`, ...sources, '-o', draft], { stdio: 'inherit' });
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
  console.error(
    `There is no C compiler (${compiler}) to build the agent with. Install one, such as Debian's build-essential.`,
  );
  process.exit(1);
}
renameSync(draft, output);
writeFileSync(stamp, build);
