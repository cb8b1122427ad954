// Builds the agent for this machine, unless the one in bin/ is of the same sources.
//
//   node scripts/build-native.mjs              bin/carrel-agent-linux-<arch>, static
//   node scripts/build-native.mjs --sanitize   bin/carrel-agent-asan, with AddressSanitizer and UBSan
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  agentPath,
  bin,
  build,
  commonFlags,
  isBuiltFromSources,
  releaseFlags,
  sources,
  stampPath,
} from './native-sources.mjs';

const sanitize = process.argv.includes('--sanitize');
const compiler = process.env.CC ?? 'cc';
const checked = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer'];
const flags = sanitize ? [...commonFlags, ...checked] : releaseFlags;

if (process.platform !== 'linux') {
  console.log('The agent runs on Linux; it is not built here.');
  process.exit(0);
}

const output = sanitize ? join(bin, 'carrel-agent-asan') : agentPath(process.arch);
if (isBuiltFromSources(output)) process.exit(0);

mkdirSync(bin, { recursive: true });
const draft = `${output}.${process.pid}`;
try {
  execFileSync(compiler, [...flags, ...sources, '-o', draft], { stdio: 'inherit' });
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
  console.error(
    `The agent's sources differ from the builds in bin/, and there is no C compiler (${compiler}) to build them with. ` +
      "Install one, such as Debian's build-essential.",
  );
  process.exit(1);
}
renameSync(draft, output);
writeFileSync(stampPath(output), `${build}\n`);
