import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectErr, expectOk } from '@carrel/conformance';
import { loadConfig } from '@carrel/core/config';
import { describe, expect, it } from 'vitest';
import { chooseRuntime } from './choose-runtime.js';
import type { ServerSettings } from './server-settings.js';
import { toServerSettings } from './to-server-settings.js';

async function settingsOf(env: Readonly<Record<string, string>>): Promise<ServerSettings> {
  const named = Object.entries(env).map(([name, value]) => [`CARREL_KUBERNETES__${name}`, value] as const);
  const { config } = await expectOk(
    loadConfig({ env: { CARREL_RUNTIME__KIND: 'kubernetes', ...Object.fromEntries(named) } }),
  );
  return toServerSettings(config);
}

describe('the settings of the runtime kubernetes', () => {
  it('are one namespace and the disk of nodes by default, in the cluster that is found', async () => {
    const { kubernetes } = await settingsOf({});

    expect(kubernetes).toMatchObject({
      kubeconfig: 'default',
      namespace: { mode: 'one', name: 'carrel-workspaces', setUp: false },
      storage: { kind: 'disk' },
      network: { enforced: true, dns: [], allow: [], block: [] },
      isolationClasses: {},
    });
    expect(kubernetes).not.toHaveProperty('priorityClass');
    expect(kubernetes).not.toHaveProperty('identity');
  });

  it('say where workspaces go and what they have', async () => {
    const { kubernetes } = await settingsOf({
      ...{ KUBECONFIG: '/etc/kube', CONTEXT: 'here', NAMESPACE_PER_TENANT: 'true', MAX_PER_TENANT: '3' },
      ...{ STORAGE: 'claim', STORAGE_CLASS: 'fast', STORAGE_BYTES: '4096', STORAGE_IS_BOUNDED: 'true' },
      ...{ ISOLATION_CLASSES: 'gvisor=runsc,plain=', NODE_SELECTOR: 'pool=boxes', TOLERATIONS: 'boxes,size=big' },
      ...{ PRIORITY_CLASS: 'low', IDENTITY_AUDIENCE: 'registry', IDENTITY_SERVICE_ACCOUNT: 'box' },
    });

    expect(kubernetes).toMatchObject({
      kubeconfig: { file: '/etc/kube', context: 'here' },
      namespace: { mode: 'per-tenant' },
      quota: { boxes: 3 },
      storage: { kind: 'claim', storageClass: 'fast', bytes: 4096, isBounded: true },
      isolationClasses: { gvisor: 'runsc', plain: '' },
      nodeSelector: { pool: 'boxes' },
      tolerations: [
        { key: 'boxes', operator: 'Exists' },
        { key: 'size', operator: 'Equal', value: 'big' },
      ],
      priorityClass: 'low',
      identity: { audience: 'registry', serviceAccount: 'box' },
    });
  });

  it('make the runtime, which offers what they say', async () => {
    const { runtime } = await expectOk(
      chooseRuntime(await settingsOf({ STORAGE: 'claim', ISOLATION_CLASSES: 'kata=kata-qemu' })),
    );
    await runtime.dispose();

    expect(runtime.name).toBe('kubernetes');
    expect(runtime.capabilities).toMatchObject({ keepsFiles: true, isolationClasses: ['kata'] });
  });

  it('are refused with a patch that cannot be used, with its reason', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'carrel-patch-'));
    const file = join(directory, 'patch.json');
    try {
      const settings = await settingsOf({ POD_PATCH_FILE: file });
      const chosen = () => chooseRuntime(settings);
      expect((await expectErr(chosen(), 'cli/runtime-refused')).message).toContain('ENOENT');
      await writeFile(file, '{');
      await expectErr(chosen(), 'cli/runtime-refused');
      await writeFile(file, '{"spec":{"hostNetwork":true}}');
      expect((await expectErr(chosen(), 'cli/runtime-refused')).message).toContain('hostNetwork');
      await writeFile(file, '{"spec":{"hostname":"box"}}');
      await (await expectOk(chosen())).runtime.dispose();
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it.each([
    [{ CARREL_KUBERNETES__CONTEXT: 'x' }, 'kubernetes.context'],
    [
      { CARREL_KUBERNETES__NAMESPACE_PER_TENANT: 'true', CARREL_KUBERNETES__NAMESPACE_SET_UP: 'true' },
      'kubernetes.namespaceSetUp',
    ],
    [{ CARREL_KUBERNETES__NAMESPACE: 'No_Name' }, 'kubernetes.namespace'],
  ])('are refused where they contradict each other: %o', async (env, key) => {
    expect((await expectErr(loadConfig({ env }), 'config/invalid')).problems).toMatchObject([{ key }]);
  });
});
