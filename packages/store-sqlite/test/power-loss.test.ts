import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectOk, hasBackend } from '@carrel/conformance';
import { collection, type RecordStore } from '@carrel/core/store';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startChild, type Child } from './child-process.js';
import { openStore, temporaryDirectory } from './temporary-store.js';

const blobs = collection<{ readonly id: string }>()('blobs', { key: ['id'] });
const BUILD = join(import.meta.dirname, '..', 'build');
const LIBRARY = join(BUILD, 'power.so');
const missing = spawnSync('cc', ['--version']).status === 0 && process.platform === 'linux' ? null : 'there is no cc';

/** What the disk has of a database, and a process that writes to it. */
interface Disk {
  readonly path: string;
  readonly kept: string;
  readonly child: Child;
}

async function startDisk(durability: 'full' | 'normal'): Promise<Disk> {
  const directory = temporaryDirectory();
  const path = join(directory, 'carrel.db');
  const kept = join(directory, 'disk');
  mkdirSync(kept);
  const env = { LD_PRELOAD: LIBRARY, POWER_DIRECTORY: kept };
  const child = await startChild('blob-loop', [path, durability], { env });
  onTestFinished(() => void child.process.kill('SIGKILL'));
  return { path, kept, child };
}

/** The files become what the disk had of them. */
async function losePower({ path, kept, child }: Disk): Promise<void> {
  child.process.kill('SIGKILL');
  expect(await child.ended).toBe('SIGKILL');
  rmSync(`${path}-shm`);
  for (const suffix of ['', '-wal']) {
    const copy = join(kept, `carrel.db${suffix}`);
    if (existsSync(copy)) copyFileSync(copy, `${path}${suffix}`);
    else truncateSync(`${path}${suffix}`);
  }
}

async function heldBy(store: RecordStore, ids: Iterable<string>): Promise<readonly string[]> {
  const keys = [...ids].map((id) => [id]);
  const records = await expectOk(store.read((view) => view.getMany(blobs, keys)));
  return records.flatMap((record) => (record?.bytes?.length === 60_000 ? [record.value.id] : []));
}

const untilSaid = (child: Child, count: number) =>
  expect.poll(() => child.lines.length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(count);

describe.runIf(hasBackend('C compiler', missing))('a loss of power', () => {
  beforeAll(() => {
    mkdirSync(BUILD, { recursive: true });
    const source = join(import.meta.dirname, 'native', 'power.c');
    execFileSync('cc', ['-shared', '-fPIC', '-Wall', '-Werror', '-O1', '-o', LIBRARY, source, '-ldl']);
  });

  it.each([1, 40, 700])('takes nothing that was acknowledged or read, after %d of them', async (count) => {
    const disk = await startDisk('full');
    await untilSaid(disk.child, count);
    await losePower(disk);
    const said = new Set(disk.child.lines);
    const store = await openStore([blobs], { path: disk.path });
    expect((await heldBy(store, said)).length).toBe(said.size);
  });

  it('takes what was acknowledged last with the durability normal, and damages nothing', async () => {
    const disk = await startDisk('normal');
    await untilSaid(disk.child, 700);
    await losePower(disk);
    const store = await openStore([blobs], { path: disk.path });
    const held = await heldBy(store, new Set(disk.child.lines));
    expect(held.length).toBeLessThan(new Set(disk.child.lines).size);
    // Some are there since the log went into the file.
    expect(held.length).toBeGreaterThan(0);
  });

  it('is not waited for by one who is told that the disk failed', async () => {
    const disk = await startDisk('full');
    await untilSaid(disk.child, 20);
    writeFileSync(join(disk.kept, 'broken'), '');
    expect(await disk.child.ended).toBe(0);
    const refused = disk.child.lines.filter((line) => line.startsWith('store/'));
    expect(refused).toEqual(['store/unavailable', 'store/unavailable', 'store/unavailable']);
    expect(disk.child.lines.at(-1)).toBe('ended');
    expect(statSync(disk.path).size).toBeGreaterThan(0);
  });
});
