// The C sources of the agent, and how every build of them is compiled and named.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = fileURLToPath(new URL('../native', import.meta.url));
const names = readdirSync(native)
  .filter((name) => /\.[ch]$/.test(name))
  .sort();

export const bin = fileURLToPath(new URL('../bin', import.meta.url));
export const sources = names.filter((name) => name.endsWith('.c')).map((name) => join(native, name));

/** Names what the sources say: the same in the builds of every architecture and compiler. */
export const build = digestOf(names.map((name) => `${name}\0${readFileSync(join(native, name), 'utf8')}`));

export const commonFlags = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-D_GNU_SOURCE', `-DAGENT_BUILD="${build}"`];
export const releaseFlags = [...commonFlags, '-O2', '-static', '-s'];

export function agentPath(architecture) {
  return join(bin, `carrel-agent-linux-${architecture}`);
}

/** The file beside a program that names its sources and, in a release, the compiler. */
export function stampPath(program) {
  return `${program}.build`;
}

export function isBuiltFromSources(program) {
  const stamp = stampPath(program);
  return existsSync(program) && existsSync(stamp) && readFileSync(stamp, 'utf8').split('\n')[0] === build;
}

function digestOf(parts) {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part).update('\0');
  return digest.digest('hex').slice(0, 16);
}
