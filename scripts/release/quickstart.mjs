// Runs the quickstart as its README says, in an empty project that has the packed packages alone, on every Node that they are for.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { servePackages } from './registry.mjs';

const run = promisify(execFile);
const ADDON = 'node_modules/better-sqlite3';
const BUILT = 'build/Release/better_sqlite3.node';
/** What the README says that it prints, in full. */
const PRINTED = 'exit 0: 42\ntick 1\ntick 2\ntick 3\n';

/** Runs it on each of the Nodes, in a directory for each below a scratch directory. */
export async function checkQuickstart(root, { packages, nodes, scratch }) {
  const example = join(root, 'examples/quickstart');
  const commands = commandsOf(await readFile(join(example, 'README.md'), 'utf8'));
  const registry = await servePackages(packages);
  try {
    const problems = await Promise.all(
      nodes.map(async (node) => {
        const project = join(scratch, `quickstart-${node.version}`);
        await mkdir(project);
        await writeFile(join(project, '.npmrc'), `@carrel:registry=${registry.url}\n`);
        await copyFile(join(example, 'src/main.mjs'), join(project, 'main.mjs'));
        return follow(root, { commands, project, node });
      }),
    );
    return problems.flat();
  } finally {
    registry.close();
  }
}

/**
 * The lines of the block that makes a project of its own, which is the one that installs.
 *
 * @returns {string[]}
 */
export function commandsOf(readme) {
  const blocks = [...readme.matchAll(/```\n([\s\S]*?)```/g)].map(([, lines]) => lines.trim().split('\n'));
  const found = blocks.find((lines) => lines.some((line) => line.startsWith('npm install ')));
  if (found === undefined) throw new Error('the README of the quickstart installs nothing');
  return found;
}

async function follow(root, { commands, project, node }) {
  // Native modules are put in, or built, after the installation.
  const env = { ...node.env, npm_config_ignore_scripts: 'true', npm_config_prefer_offline: 'true' };
  let printed = '';
  try {
    for (const line of commands) {
      printed = (await run('sh', ['-c', line], { cwd: project, env })).stdout;
      if (line.startsWith('npm install ')) await addNative(root, project, node);
    }
  } catch (error) {
    return [`quickstart on Node ${node.version}: ${error.message}\n${error.stderr ?? ''}`];
  }
  return printed === PRINTED ? [] : [`quickstart on Node ${node.version}: printed ${JSON.stringify(printed)}`];
}

/** SQLite for the Node: as it was built for this repository or by an earlier run, or built, without what takes time. */
async function addNative(root, project, node) {
  const version = await versionOf(project);
  const kept = join(`${node.kept}-better-sqlite3-${version}.node`);
  const own = join(root, ADDON, BUILT);
  const isOwn = node.isOwn && existsSync(own) && (await versionOf(root)) === version;
  const built = join(project, ADDON, BUILT);
  if (isOwn || existsSync(kept)) {
    await mkdir(join(built, '..'), { recursive: true });
    await copyFile(isOwn ? own : kept, built);
    return;
  }
  const flags = '-O0 -Wno-all';
  const env = { ...node.env, CFLAGS: flags, CXXFLAGS: flags };
  await run('npm', ['rebuild', 'better-sqlite3'], { cwd: project, env });
  await copyFile(built, kept);
}

async function versionOf(directory) {
  return JSON.parse(await readFile(join(directory, ADDON, 'package.json'), 'utf8')).version;
}
