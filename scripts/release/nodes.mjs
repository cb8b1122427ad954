// The versions of Node that the packages are for, each as a program: the one that runs this, and those that npm has as packages.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../node_modules/.cache/carrel', import.meta.url));
const VERSIONS = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' };

/** The majors that `engines` of every package names. */
export const NODE_MAJORS = Object.keys(VERSIONS).map(Number);

/**
 * A Node of a major version: where its program is, the environment in which `node` and `npm` are its own, a folder that is kept from
 * run to run, and whether it is the one that runs this.
 */
export async function nodeOf(major) {
  const isOwn = process.versions.node.startsWith(`${major}.`);
  const version = isOwn ? process.versions.node : VERSIONS[major];
  const kept = join(cache, `node-${version}-${process.platform}-${process.arch}`);
  await mkdir(cache, { recursive: true });
  if (!isOwn && !existsSync(kept)) await download(version, kept);
  const bin = isOwn ? dirname(process.execPath) : join(kept, 'bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  // Native modules are compiled with the headers that came with the program.
  if (!isOwn) env.npm_config_nodedir = kept;
  return { major, version, isOwn, kept, env, program: join(bin, 'node') };
}

async function download(version, kept) {
  const scratch = await mkdtemp(join(cache, 'download-'));
  try {
    const name = `node-${process.platform}-${process.arch}@${version}`;
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', scratch, name], { cwd: scratch });
    const [{ filename }] = Object.values(JSON.parse(stdout));
    await run('tar', ['-xzf', join(scratch, filename), '-C', scratch]);
    await rename(join(scratch, 'package'), kept);
  } finally {
    await rm(scratch, { recursive: true });
  }
}
