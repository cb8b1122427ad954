import { expectErr, expectOk } from '@carrel/conformance';
import { createCarrel, type Carrel, type OpenWorkspace } from '@carrel/core';
import type { Caller } from '@carrel/core/kernel';
import { builtInLanguages, resolveImage } from '@carrel/core/languages';
import { memoryStore } from '@carrel/core/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';

const bash = builtInLanguages.filter(({ id }) => id === 'bash');
const images = { repository: 'carrel/stale-handle' };

describe.runIf(await hasDocker())('a box that is killed by hand', { timeout: 120_000 }, () => {
  const tag = resolveImage(bash, images)._unsafeUnwrap().tag;
  let carrel: Carrel;
  let caller: Caller;

  beforeAll(async () => {
    await docker.getImage(IMAGE).tag({ repo: images.repository, tag: tag.slice(tag.lastIndexOf(':') + 1) });
    carrel = await createCarrel({ store: memoryStore(), runtime: dockerRuntime(), images });
    const user = { email: 'ada@example.com', password: 'analytical engine' };
    const { tokens } = await expectOk(carrel.identity.register(user, { requestId: 'stale' }));
    caller = await expectOk(carrel.identity.authenticate(tokens.accessToken, 'stale'));
  });

  afterAll(async () => {
    await carrel.dispose();
    await docker.getImage(tag).remove();
  });

  const uses: Readonly<Record<string, (handle: OpenWorkspace) => PromiseLike<unknown>>> = {
    'a command': (handle) => expectErr(handle.commands.run(['true']), 'workspace/replaced'),
    'a start of a command': (handle) => expectErr(handle.commands.start(['true']), 'workspace/replaced'),
    'a read': (handle) => expectErr(handle.files.readText('kept.txt'), 'workspace/replaced'),
    'a write': (handle) => expectErr(handle.files.write('late.txt', 'late'), 'workspace/replaced'),
    'a listing': (handle) => expectErr(handle.files.list(), 'workspace/replaced'),
  };

  it.each(Object.entries(uses))('makes its handle stale for good, first told to %s', async (_name, use) => {
    const { id } = await expectOk(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
    const first = await expectOk(carrel.workspaces.open(caller, id));
    await expectOk(first.files.write('kept.txt', 'before'));
    const filters = { label: [`carrel.session=${id}`] };
    const [container] = await docker.listContainers({ filters });

    await docker.getContainer(container?.Id ?? '').kill();

    await use(first);
    const second = await expectOk(carrel.workspaces.open(caller, id));
    expect(second.incarnation).toBe(first.incarnation + 1);
    // The new life changes nothing for the old handle, which never reaches it.
    for (const again of Object.values(uses)) await again(first);
    expect((await expectOk(second.files.list())).map(({ path }) => path)).not.toContain('late.txt');
    expect((await expectOk(second.commands.run(['echo', 'new']))).stdout).toBe('new\n');
    expect(await docker.listContainers({ all: true, filters })).toHaveLength(1);
    await expectOk(carrel.sessions.remove(caller, id));
    expect(await docker.listContainers({ all: true, filters })).toEqual([]);
  });
});
