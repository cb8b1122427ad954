import { randomUUID } from 'node:crypto';
import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { missingEngine } from './kill/missing-engine.js';
import { RegistryProcess, registryMissing } from './registry-process.js';
import { runCli } from './server-process.js';

const here = [
  hasBackend('Docker server', missingEngine()),
  hasBackend('registry of the server', registryMissing()),
].every(Boolean);

/** The settings of a team whose images have this name. */
function settingsOf({ host, username, password }: RegistryProcess['access']): Readonly<Record<string, string>> {
  return {
    CARREL_IMAGES__REPOSITORY: `${host}/carrel-test/${randomUUID()}`,
    CARREL_IMAGES__PULL: 'missing',
    CARREL_IMAGES__REGISTRY_USERNAME: username,
    CARREL_IMAGES__REGISTRY_PASSWORD: password,
  };
}

describe.runIf(here)('carrel images with a registry', () => {
  it('pushes what another machine pulls then, and removes it when asked', { timeout: 300_000 }, async () => {
    await using registry = await RegistryProcess.start();
    const settings = settingsOf(registry.access);
    const pushed = await runCli(['images', 'push', 'lua'], settings, 280_000);
    const [tag = '', digest] = pushed.stdout.trim().split(' ');
    expect([pushed.code, tag.startsWith(`${settings['CARREL_IMAGES__REPOSITORY'] ?? ''}:`)]).toEqual([0, true]);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);

    const young = await runCli(['images', 'prune', '--older-than', '1'], settings);
    expect(young).toMatchObject({ code: 0, stdout: '', stderr: '0 removed, 0 MB freed.\n' });
    const pruned = await runCli(['images', 'prune'], settings);
    expect(pruned).toMatchObject({ code: 0, stdout: expect.stringContaining(tag) as string });
    expect(pruned.stderr).toMatch(/^1 removed, \d+ MB freed\.\n$/);

    const pulled = await runCli(['images', 'build', 'lua'], settings);
    expect(pulled).toMatchObject({ code: 0, stdout: `${tag}\n` });
    expect(pulled.stderr).toContain(`asking ${registry.access.host} for ${tag}`);
    expect(pulled.stderr).not.toContain('Step ');
    expect((await runCli(['images', 'prune'], settings)).stdout).toContain(tag);
  });

  it('says that the registry refuses, and shows no password anywhere', { timeout: 100_000 }, async () => {
    await using registry = await RegistryProcess.start();
    const password = `wrong-${randomUUID()}`;
    const settings = { ...settingsOf({ ...registry.access, password }), CARREL_LOG__LEVEL: 'debug' };

    const refused = await runCli(['images', 'build', 'lua'], settings);
    const printed = await runCli(['config', 'print'], settings);

    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('runtime/permission-denied') as string });
    expect(refused.stderr).toContain(registry.access.host);
    expect(printed.stdout).toContain('images.registryPassword = ***');
    for (const { stdout, stderr } of [refused, printed]) expect(stdout + stderr).not.toContain(password);
  });

  it('wants a number of hours', async () => {
    expect(await runCli(['images', 'prune', '--older-than', 'a day'])).toMatchObject({ code: 2, stdout: '' });
  });
});
