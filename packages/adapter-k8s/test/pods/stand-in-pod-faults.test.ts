import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasBackend } from '@carrel/conformance';
import { afterEach, describe, expect, it } from 'vitest';
import { IMAGE, pod, Pods } from './stand-in-pod.js';
import { owner, ownerOf, OWNER_LABEL } from '../stand-in/kubelet/leftovers.js';
import { standInMissing, startStandIn, type StandIn } from '../stand-in/index.js';

let standIn: StandIn;
const on = new Pods(() => standIn);
const here = hasBackend('a stand-in for Kubernetes', standInMissing());

afterEach(async () => {
  await standIn.stop();
});

const running = async (name: string): Promise<void> => {
  standIn = await startStandIn();
  await on.make(pod(name));
  await on.reaches(name, 'Running');
};

describe.runIf(here)('faults of containers', () => {
  it('kills one for want of memory', async () => {
    await running('p');
    await standIn.faults.killForMemory('default', 'p');
    await on.comesTo('p', { terminated: { reason: 'OOMKilled', exitCode: 137 } });
    expect((await on.read('p')).status.phase).toBe('Failed');
  });

  it('kills one, as from outside', async () => {
    await running('p');
    await standIn.faults.killContainer('default', 'p', 'main');
    await on.comesTo('p', { terminated: { reason: 'Error', exitCode: 137 } });
    await expect(standIn.faults.killContainer('default', 'p')).rejects.toMatchObject({ code: 404 });
  });

  it('breaks a stream in the middle of what a program writes, which goes on', async () => {
    await running('p');
    standIn.faults.cutStreamAfter(5000, { subresource: 'exec', name: 'p' });
    const script = 'head -c 100000 /dev/zero | tr "\\0" x; echo done >/tmp/done; cat';
    const { stdout, status } = await (await on.exec('p', ['sh', '-c', script])).ended;
    expect(stdout).toMatch(/^x*$/);
    expect(stdout.length).toBeLessThan(5000);
    expect(status).toBeUndefined();
    const found = async () => (await (await on.exec('p', ['cat', '/tmp/done'])).ended).stdout;
    await expect.poll(found).toBe('done\n');
  });
});

describe.runIf(here)('what a killed stand-in left', () => {
  it('goes when the next one starts, and what another has stays', async () => {
    const other = spawn('sleep', ['600']);
    const others = ownerOf(String(other.pid));
    const directory = mkdtempSync(join(tmpdir(), `stand-in-${others}-`));
    const label = `${OWNER_LABEL}=${others}`;
    execFileSync('docker', ['run', '--detach', '--label', label, IMAGE, 'sleep', '600'], { stdio: 'pipe' });
    const found = () => execFileSync('docker', ['ps', '-aq', '--filter', `label=${label}`], { encoding: 'utf8' });
    try {
      standIn = await startStandIn();
      await standIn.stop();
      expect([found() === '', existsSync(directory)]).toEqual([false, true]);
      other.kill('SIGKILL');
      await once(other, 'exit');
      standIn = await startStandIn();
      expect([found() === '', existsSync(directory)]).toEqual([true, false]);
    } finally {
      other.kill('SIGKILL');
      for (const id of found().split('\n').filter(Boolean)) execFileSync('docker', ['rm', '-f', id], { stdio: 'pipe' });
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('is nothing where one was stopped', async () => {
    await running('p');
    await standIn.stop();
    const label = `label=${OWNER_LABEL}=${owner()}`;
    expect(execFileSync('docker', ['ps', '-aq', '--filter', label], { encoding: 'utf8' })).toBe('');
  });
});
