// The packages that are published: their folders, manifests and tarballs.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A package: its folder in the repository, where that is, and what its package.json says.
 *
 * @typedef {{ folder: string, directory: string, manifest: Manifest }} Package
 * @typedef {{ name: string, version: string, private?: boolean, dependencies?: Record<string, string> }} Manifest
 */

/**
 * Every package below `packages/` that is not private.
 *
 * @returns {Package[]}
 */
export function publishedPackages(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => readPackage(root, `packages/${name}`))
    .filter(({ manifest }) => manifest.private !== true);
}

/**
 * The package in a folder of the repository.
 *
 * @returns {Package}
 */
export function readPackage(root, folder) {
  const directory = join(root, folder);
  return { folder, directory, manifest: JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) };
}

/** Packs a built package: adds `name`, `tarball`, its `files`, and the sizes of the tarball and of what is in it, in bytes. */
export async function packPackage(each, destination) {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', destination], {
    cwd: each.directory,
  });
  const [{ filename, files, integrity, size, unpackedSize }] = Object.values(JSON.parse(stdout));
  return {
    ...each,
    name: each.manifest.name,
    tarball: join(destination, filename),
    files: files.map(({ path }) => path),
    integrity,
    packedBytes: size,
    unpackedBytes: unpackedSize,
  };
}
